package io.sbc.core.sip.auth;

import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.util.List;

/** What {@link DigestAuthenticator} found. */
public sealed interface AuthVerdict {

    /** The credentials are this device's, fresh and right. Whether it is enabled is the caller's to ask. */
    record Authenticated(Device device) implements AuthVerdict {}

    /**
     * To be answered with a challenge. The answer is the same for a user that is unknown and a password that is wrong.
     *
     * @param status 401 or 407
     * @param header what each challenge stands in, one field each, the preferred algorithm first (RFC 8760 §2.3)
     */
    record Challenged(int status, HeaderName header, List<DigestChallenge> challenges, Reason reason)
            implements
                AuthVerdict {

        public Challenged {
            challenges = List.copyOf(challenges);
        }

        /** The response, its To tag missing. */
        public SipResponse.Builder respondTo(SipRequest request) {
            SipResponse.Builder response = SipResponse.to(request, status);
            challenges.forEach(challenge -> response.add(header, challenge));
            return response;
        }
    }

    /**
     * To be answered with 400: nothing that a better password would mend.
     *
     * @param what in plain words, for the reason phrase
     */
    record Malformed(String what) implements AuthVerdict {}

    /** Why somebody is challenged: for the counters, never for the peer. */
    enum Reason {
        NO_CREDENTIALS,
        WRONG_CREDENTIALS,
        STALE_NONCE
    }
}
