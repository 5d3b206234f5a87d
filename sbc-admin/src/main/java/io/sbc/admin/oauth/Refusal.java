package io.sbc.admin.oauth;

/**
 * Why a request was not taken. The code is for programs (the words of OAuth's problem reporting extension), the sentence for people;
 * neither tells whether a key or a token exists.
 *
 * @param status 400 what cannot be understood, 401 what cannot be trusted (RFC 5849 §3.2), 429 what is too much
 */
public record Refusal(int status, String code, String sentence) {

    private static final int BAD_REQUEST = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY_REQUESTS = 429;

    static Refusal absent(String parameter) {
        return new Refusal(BAD_REQUEST, "parameter_absent", parameter + " is missing.");
    }

    static Refusal malformed(String sentence) {
        return new Refusal(BAD_REQUEST, "parameter_rejected", sentence);
    }

    static Refusal method(String sentence) {
        return new Refusal(BAD_REQUEST, "signature_method_rejected", sentence);
    }

    static Refusal version() {
        return new Refusal(BAD_REQUEST, "version_rejected", "oauth_version is 1.0 or is left out.");
    }

    static Refusal time(long skewSeconds) {
        return new Refusal(UNAUTHORIZED, "timestamp_refused",
                "oauth_timestamp is more than " + skewSeconds
                        + " s from this server's clock, or from before it began.");
    }

    static Refusal replay() {
        return new Refusal(UNAUTHORIZED, "nonce_used", "This oauth_nonce was used before.");
    }

    static Refusal busy() {
        return new Refusal(UNAUTHORIZED, "nonce_used", "Too many requests within the time window.");
    }

    static Refusal body() {
        return new Refusal(UNAUTHORIZED, "body_hash_invalid", "oauth_body_hash is not the hash of the body.");
    }

    static Refusal bodyHashAbsent() {
        return new Refusal(BAD_REQUEST, "parameter_absent",
                "oauth_body_hash is missing: a body that is no form must be covered by it.");
    }

    static Refusal signature() {
        return new Refusal(UNAUTHORIZED, "signature_invalid", "Key, token or signature is wrong.");
    }

    static Refusal notApproved() {
        return new Refusal(UNAUTHORIZED, "permission_unknown", "An administrator has not approved this token yet.");
    }

    static Refusal verifier() {
        return new Refusal(UNAUTHORIZED, "parameter_rejected", "oauth_verifier is wrong.");
    }

    static Refusal temporary() {
        return new Refusal(UNAUTHORIZED, "token_rejected", "An access token is needed here.");
    }

    static Refusal tooManyPending() {
        return new Refusal(TOO_MANY_REQUESTS, "additional_authorization_required",
                TokenLimits.PENDING + " temporary tokens wait already: have one approved or rejected.");
    }

    static Refusal tooManyTokens() {
        return new Refusal(TOO_MANY_REQUESTS, "additional_authorization_required",
                "There are " + TokenLimits.ACCESS + " access tokens already: have one revoked.");
    }
}
