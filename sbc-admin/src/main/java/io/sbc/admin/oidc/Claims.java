package io.sbc.admin.oidc;

import com.nimbusds.jwt.JWTClaimsSet;
import io.sbc.admin.oidc.OidcFailure.Kind;
import io.sbc.core.access.Role;
import io.sbc.core.config.OidcSettings;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes of what a token says a name and a role, as the configuration has it. Pure. */
final class Claims {

    private static final int NAME_MAX = 64;

    private final OidcSettings settings;
    private final Map<Role, List<String>> roles = new LinkedHashMap<>();

    Claims(OidcSettings settings) {
        this.settings = settings;
        // The one that may do most first: who is several things may do what the first of them may.
        roles.put(Role.ADMINISTRATOR, settings.administrators());
        roles.put(Role.OPERATOR, settings.operators());
        roles.put(Role.AUDITOR, settings.auditors());
    }

    /** What somebody is called: never like an account of this SBC, in which there is no colon. */
    String name(JWTClaimsSet claims) {
        Object said = claims.getClaim(settings.nameClaim());
        String name = said instanceof String text && !text.isBlank() ? text : String.valueOf(claims.getSubject());
        String plain = name.strip().replaceAll("[^\\p{L}\\p{N}._@+ -]", "?");
        return "oidc:" + plain.substring(0, Math.min(NAME_MAX, plain.length()));
    }

    Role role(JWTClaimsSet claims) throws OidcFailure {
        Set<String> said = values(claims);
        return roles.entrySet().stream().filter(role -> role.getValue().stream().anyMatch(said::contains)).findFirst()
                .map(Map.Entry::getKey).orElseThrow(() -> new OidcFailure(Kind.ROLE,
                        "You have no role on this SBC: its administrator says by admin.oidc which "
                                + settings.roleClaim()
                                + " have one."));
    }

    private Set<String> values(JWTClaimsSet claims) {
        Object found = claims.getClaims().containsKey(settings.roleClaim())
                ? claims.getClaim(settings.roleClaim())
                : inside(claims.getClaims());
        Set<String> values = new TreeSet<>();
        if (found instanceof String text) {
            values.add(text);
        } else if (found instanceof Collection<?> several) {
            several.forEach(each -> values.add(String.valueOf(each)));
        }
        return values;
    }

    private @Nullable Object inside(Map<String, Object> claims) {
        Object found = claims;
        for (String name : settings.roleClaim().split("\\.", -1)) {
            found = found instanceof Map<?, ?> object ? object.get(name) : null;
        }
        return found;
    }
}
