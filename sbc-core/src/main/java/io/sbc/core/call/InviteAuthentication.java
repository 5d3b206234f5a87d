package io.sbc.core.call;

import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Flow;
import java.util.Optional;

/** Digest authentication of a request from the set side, as call control uses it. On the shard. */
public interface InviteAuthentication {

    /** @param claimed the device that From names, if there is one */
    Verdict check(SipRequest request, Flow flow, Optional<Device> claimed);

    /** What came of it. */
    sealed interface Verdict {

        /** It is this device; whether it is enabled is for the caller to ask. */
        record Authenticated(Device device) implements Verdict {}

        /** Send this: a challenge (407) or, for malformed credentials, 400; without To tag. */
        record Answer(SipResponse.Builder response) implements Verdict {}
    }
}
