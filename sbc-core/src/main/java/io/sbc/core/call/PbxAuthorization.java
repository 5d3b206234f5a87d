package io.sbc.core.call;

import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.util.Optional;

/** Credentials of devices at their PBX, as call control uses them. On the shard. */
public interface PbxAuthorization {

    /** For the requests of one leg. */
    Client of(Device device);

    /** Answers challenges for one device. */
    interface Client {

        /** A new request, with credentials for what is known already. */
        SipRequest begin(SipRequest request);

        /**
         * Answers a 401 or 407.
         *
         * @param sent the request as it was given to the transaction layer
         * @return it again with credentials, without Via; empty when the PBX refused them or asks for what we cannot
         */
        Optional<SipRequest> answer(SipRequest sent, SipResponse challenge);
    }
}
