package io.sbc.admin.boot;

import io.sbc.core.call.InviteAuthentication;
import io.sbc.core.directory.Device;
import io.sbc.core.sip.auth.AuthVerdict;
import io.sbc.core.sip.auth.DigestAuthenticator;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Flow;
import java.util.Optional;

/** Call control's question who is calling, answered by the shard's {@link DigestAuthenticator}. */
record DigestForInvites(DigestAuthenticator authenticator) implements InviteAuthentication {

    @Override
    public Verdict check(SipRequest request, Flow flow, Optional<Device> claimed) {
        return switch (authenticator.check(request, flow, claimed)) {
            case AuthVerdict.Authenticated(Device device) -> new Verdict.Authenticated(device);
            case AuthVerdict.Challenged challenged -> new Verdict.Answer(challenged.respondTo(request));
            case AuthVerdict.Malformed(String what) ->
                new Verdict.Answer(SipResponse.to(request, 400).reasonPhrase(what));
        };
    }
}
