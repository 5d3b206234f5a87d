package io.sbc.admin.oauth;

import java.util.Optional;

/** What was found out about a signed request. */
public sealed interface Verification {

    /**
     * It is genuine, fresh, and was not seen before.
     *
     * @param token empty for a request without one, as that for a temporary token
     * @param verifier {@code oauth_verifier}
     * @param callback {@code oauth_callback}
     */
    record Genuine(String consumerKey, Optional<String> token, Optional<String> verifier, Optional<String> callback)
            implements
                Verification {}

    /** It is not. */
    record Refused(Refusal refusal) implements Verification {}
}
