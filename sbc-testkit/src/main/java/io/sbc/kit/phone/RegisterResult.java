package io.sbc.kit.phone;

/**
 * How a REGISTER ended.
 *
 * @param status         of the final response; 408 when none came
 * @param expiresSeconds that the registrar granted to our Contact; 0 when it granted none
 * @param challenges     how many times we were challenged before
 * @param algorithm      of the digest that we answered with; empty when we were not challenged
 * @param nanos          from the first request to the final response
 */
public record RegisterResult(int status, String reason, int expiresSeconds, int challenges, String algorithm,
        long nanos) {

    public boolean isRegistered() {
        return status == 200 && expiresSeconds > 0;
    }
}
