package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.oauth.OAuth.Authorization;
import io.sbc.admin.oauth.Refusal;
import io.sbc.admin.oauth.SignedRequest;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.Permission;
import java.util.Map;
import java.util.Optional;

/** Between HTTP requests and {@link OAuth}. */
final class SignedRequests {

    private final OAuth oauth;

    SignedRequests(OAuth oauth) {
        this.oauth = oauth;
    }

    static SignedRequest of(Context context) throws BadInput {
        byte[] body = context.bodyAsBytes();
        if (body.length > JsonBody.LENGTH_MAX) {
            throw new BadInput(HttpStatus.CONTENT_TOO_LARGE,
                    "The body is longer than " + JsonBody.LENGTH_MAX + " octets.");
        }
        String query = context.queryString();
        String target = context.req().getRequestURI() + (query == null ? "" : "?" + query);
        return new SignedRequest(context.method().name(), context.scheme(), String.valueOf(context.host()), target,
                Optional.ofNullable(context.header(Header.AUTHORIZATION)), Optional.ofNullable(context.contentType()),
                body);
    }

    /**
     * The consumer that signed the request and may do that.
     *
     * @throws Unauthorized otherwise
     */
    Consumer require(Context context, Permission permission) throws BadInput, Unauthorized {
        return switch (oauth.authorize(of(context), permission)) {
            case Authorization.Authorized authorized -> authorized.consumer();
            case Authorization.Refused(Refusal refusal) -> throw new Unauthorized(refusal);
        };
    }

    /** A request that was not signed as it has to be. */
    static final class Unauthorized extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Refusal refusal;

        Unauthorized(Refusal refusal) {
            super(refusal.sentence());
            this.refusal = refusal;
        }

        /** With {@code WWW-Authenticate} where it says how (RFC 9110 §11.6.1), and the code in words of its own. */
        void answer(Context context) {
            HttpStatus status = HttpStatus.forStatus(refusal.status());
            if (status == HttpStatus.UNAUTHORIZED) {
                context.header(Header.WWW_AUTHENTICATE, "OAuth realm=\"SBC\"");
            }
            new Problem(status, refusal.sentence()).send(context, Map.of("code", refusal.code()));
        }
    }
}
