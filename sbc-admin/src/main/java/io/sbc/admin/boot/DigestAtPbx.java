package io.sbc.admin.boot;

import io.sbc.core.call.PbxAuthorization;
import io.sbc.core.directory.Device;
import io.sbc.core.sip.auth.DigestClient;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** A call's credentials at the PBX: one {@link DigestClient} for each leg. */
record DigestAtPbx(RandomGenerator random) implements PbxAuthorization {

    @Override
    public Client of(Device device) {
        DigestClient digest = new DigestClient(device.icpAuthUser(), device.icpSecret(), random);
        return new Client() {

            @Override
            public SipRequest begin(SipRequest request) {
                return digest.begin(request);
            }

            @Override
            public Optional<SipRequest> answer(SipRequest sent, SipResponse challenge) {
                return switch (digest.answer(sent, challenge)) {
                    case DigestClient.Answer.Retry(SipRequest request) -> Optional.of(request);
                    case DigestClient.Answer.Refused _ -> Optional.empty();
                };
            }
        };
    }
}
