package io.sbc.admin.http.accounts;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.account.ApiKeys;
import io.sbc.admin.account.ApiKeys.Check;
import io.sbc.admin.http.Authenticator;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.Correlation;
import io.sbc.admin.http.Unauthorized;
import io.sbc.core.access.ApiKey;
import io.sbc.core.history.Authorship;
import java.util.Optional;

/** Programs of administrators: {@code Authorization: Bearer sbc_…} (RFC 6750 §2.1). */
public final class ApiKeyHeader implements Authenticator {

    private static final String SCHEME = "Bearer ";

    private final ApiKeys keys;

    public ApiKeyHeader(ApiKeys keys) {
        this.keys = keys;
    }

    @Override
    public Optional<Caller> authenticate(Context context) throws Unauthorized {
        String header = context.header(Header.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME + ApiKeys.PREFIX, 0,
                SCHEME.length() + ApiKeys.PREFIX.length())) {
            return Optional.empty();
        }
        return switch (keys.check(header.substring(SCHEME.length()).strip())) {
            case Check.Good(ApiKey key) ->
                Optional.of(new Caller(new Authorship(Authorship.Kind.API_KEY, key.name() + " (" + key.id() + ")",
                        context.ip(), Correlation.of(context)), key.permissions()));
            case Check.Expired _ ->
                throw Unauthorized.because(HttpStatus.UNAUTHORIZED, "api_key_expired", "This API key has expired.");
            case Check.Unknown _ -> throw Unauthorized.credentials("There is no such API key.");
        };
    }
}
