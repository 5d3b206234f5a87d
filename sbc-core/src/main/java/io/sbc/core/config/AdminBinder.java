package io.sbc.core.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Builds {@link AdminSettings}: listeners of the API, and who may log in or sign. */
final class AdminBinder {

    private static final Pattern SCOPE = Pattern.compile("[!#-\\[\\]-~]{1,100}"); // RFC 6749 §3.3
    private static final int CLAIM_MAX = 200;
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration DAY = Duration.ofDays(1);

    private AdminBinder() {}

    static AdminSettings admin(ConfigCursor at, Addresses common) {
        String address = at.requiredAddress("address");
        int port = at.port("port");
        return new AdminSettings(address, port, oauth(at.section("oauth")),
                api(at.section("api"), common, port == 0), http(at.section("http")),
                accounts(at.section("accounts")), oidc(at.section("oidc")));
    }

    private static OidcSettings oidc(ConfigCursor at) {
        Predicate<String> word = text -> !text.isBlank() && text.length() <= CLAIM_MAX;
        return new OidcSettings(at.text("issuer", text -> text.isEmpty() || isOfProvider(text),
                "an address with https (http on loopback only) without query, or empty"),
                at.text("title", word, "a few words"),
                at.text("client-id"), at.optionalPath("client-secret-file"),
                at.text("redirect", text -> text.isEmpty() || isOfProvider(text),
                        "our address with https, ending in /api/v1/login/oidc/callback, or empty"),
                at.texts("scopes", text -> SCOPE.matcher(text).matches(), "a scope such as openid"),
                at.text("name-claim", word, "the name of a claim"), at.text("role-claim", word, "the name of a claim"),
                at.texts("administrators", word, "a value of that claim"),
                at.texts("operators", word, "a value of that claim"),
                at.texts("auditors", word, "a value of that claim"), at.optionalPath("trust"));
    }

    /** In clear only to this machine, which is for tests. */
    private static boolean isOfProvider(String text) {
        try {
            URI uri = new URI(text);
            boolean loopback = "http".equals(uri.getScheme())
                    && ("127.0.0.1".equals(uri.getHost()) || "localhost".equals(uri.getHost()));
            return uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null
                    && uri.getRawUserInfo() == null && (loopback || "https".equals(uri.getScheme()));
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** @param anyPort whether it takes any free port where nothing else is said: two SBCs of one machine get along then */
    private static ApiListener api(ConfigCursor at, Addresses common, boolean anyPort) {
        int port = at.port("port");
        return new ApiListener(at.flag("enabled"), at.address("address").orElse(common.address()),
                anyPort && !at.isFromFile("port") ? 0 : port, at.path("certificate"), at.path("key"));
    }

    private static AccountSettings accounts(ConfigCursor at) {
        return new AccountSettings(at.duration("session-idle", Duration.ofMinutes(1), DAY),
                at.duration("session-life", Duration.ofMinutes(1), DAY.multipliedBy(30)),
                at.integer("sessions", 1, 100_000), at.integer("sessions-per-account", 1, 1_000),
                at.integer("lock-after", 1, 1_000), at.duration("lock-first", SECOND, DAY),
                at.duration("lock-maximum", SECOND, DAY),
                at.duration("api-key-life", Duration.ofHours(1), DAY.multipliedBy(3_650)));
    }

    private static HttpLimits http(ConfigCursor at) {
        Duration hour = Duration.ofHours(1);
        return new HttpLimits(at.size("body", 64 * 1024, 256 * 1024 * 1024), at.size("header", 4096, 256 * 1024),
                at.integer("connections", 10, 100_000), at.integer("requests", 4, 100_000),
                at.duration("header-timeout", SECOND, hour), at.duration("request-timeout", SECOND, hour),
                at.duration("idle-timeout", SECOND, hour));
    }

    private static OAuthSettings oauth(ConfigCursor at) {
        return new OAuthSettings(at.words("signature-methods", List.of("HMAC-SHA256", "HMAC-SHA1", "PLAINTEXT")),
                at.flag("body-hash-required"), at.duration("clock-skew", SECOND, Duration.ofHours(1)),
                at.duration("temporary-token-life", Duration.ofMinutes(1), DAY.multipliedBy(30)),
                at.duration("access-token-life", Duration.ofHours(1), DAY.multipliedBy(3_650)));
    }
}
