package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.oauth.Refusal;
import java.util.Map;

/** A request that does not prove who made it, or of somebody who may not do that. Becomes a problem document with a {@code code}. */
public final class Unauthorized extends Exception {

    private static final long serialVersionUID = 1L;

    private final HttpStatus status;
    private final String code;

    /** Any other refusal of a caller. */
    public static Unauthorized because(HttpStatus status, String code, String sentence) {
        return new Unauthorized(status.getCode(), code, sentence);
    }

    private Unauthorized(int status, String code, String sentence) {
        super(sentence);
        this.status = HttpStatus.forStatus(status);
        this.code = code;
    }

    static Unauthorized of(Refusal refusal) {
        return new Unauthorized(refusal.status(), refusal.code(), refusal.sentence());
    }

    /** Credentials that are not good, whatever is wrong with them. */
    public static Unauthorized credentials(String sentence) {
        return new Unauthorized(HttpStatus.UNAUTHORIZED.getCode(), "credentials_rejected", sentence);
    }

    static Unauthorized nobody() {
        return new Unauthorized(HttpStatus.UNAUTHORIZED.getCode(), "credentials_absent",
                "Sign the request (OAuth 1.0), send an API key, or log in.");
    }

    /** With {@code WWW-Authenticate} where it says how (RFC 9110 §11.6.1). */
    void answer(Context context) {
        if (status == HttpStatus.UNAUTHORIZED) {
            context.header(Header.WWW_AUTHENTICATE, "OAuth realm=\"SBC\", Bearer realm=\"SBC\"");
        }
        new Problem(status, String.valueOf(getMessage())).send(context, Map.of("code", code));
    }

    static Unauthorized permission(String needed) {
        return new Unauthorized(HttpStatus.FORBIDDEN.getCode(), "permission_denied",
                "This needs the permission " + needed + ".");
    }
}
