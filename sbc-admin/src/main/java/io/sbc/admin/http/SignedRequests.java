package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.oauth.OAuth.Authorization;
import io.sbc.admin.oauth.Refusal;
import io.sbc.admin.oauth.SignedRequest;
import io.sbc.core.history.Authorship;
import java.util.Locale;
import java.util.Optional;

/** Provisioning managers: requests that {@link OAuth} finds signed with an access token. */
public final class SignedRequests implements Authenticator {

    private static final String SCHEME = "OAuth ";
    private static final String BULK = Api.PREFIX + "/users/bulk";

    private final OAuth oauth;

    public SignedRequests(OAuth oauth) {
        this.oauth = oauth;
    }

    static SignedRequest of(Context context) throws BadInput {
        byte[] body = context.bodyAsBytes();
        boolean file = String.valueOf(context.contentType()).toLowerCase(Locale.ROOT).startsWith("text/csv")
                || context.path().equals(BULK);
        if (body.length > JsonBody.LENGTH_MAX && !file) { // files and lists are as long as the server takes anything
            throw new BadInput(HttpStatus.CONTENT_TOO_LARGE,
                    "The body is longer than " + JsonBody.LENGTH_MAX + " octets.");
        }
        String query = context.queryString();
        String target = context.req().getRequestURI() + (query == null ? "" : "?" + query);
        return new SignedRequest(context.method().name(), context.scheme(), authority(context), target,
                Optional.ofNullable(context.header(Header.AUTHORIZATION)), Optional.ofNullable(context.contentType()),
                body);
    }

    /** The Host field (RFC 5849 §3.4.1.2), or what HTTP/2 has in its place (RFC 9113 §8.3.1). */
    private static String authority(Context context) {
        String host = context.host();
        return host == null ? context.req().getServerName() + ":" + context.req().getServerPort() : host;
    }

    @Override
    public Optional<Caller> authenticate(Context context) throws BadInput, Unauthorized {
        String header = context.header(Header.AUTHORIZATION);
        if (header == null || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        return switch (oauth.authorize(of(context))) {
            case Authorization.Authorized authorized ->
                Optional.of(new Caller(
                        new Authorship(Authorship.Kind.CONSUMER, authorized.consumer().id(), context.ip(),
                                Correlation.of(context)),
                        authorized.consumer().permissions()));
            case Authorization.Refused(Refusal refusal) -> throw Unauthorized.of(refusal);
        };
    }
}
