package io.sbc.core.call;

import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.Destination;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Looks after an INVITE to a node that was silent for too long while the call goes on at another: should the node have
 * accepted it after all, its 2xx is acknowledged and the dialog ended at once (RFC 3261 §9.1, §13.2.2.4), so that nobody
 * talks to nobody. Its other responses are dealt with by the transaction. On the shard.
 */
final class AbandonedInvite implements ClientTransactionUser {

    /** Dialogs of one INVITE that are told apart. */
    private static final int FORKS_MAX = 16;

    private final CallEnvironment env;
    private final CallLeg leg;
    private final SipRequest invite;
    private final Destination node;
    private final Set<String> ended = new HashSet<>();

    AbandonedInvite(CallEnvironment env, CallLeg leg, SipRequest invite, Destination node) {
        this.env = env;
        this.leg = leg;
        this.invite = invite;
        this.node = node;
    }

    @Override
    public void onResponse(SipResponse response) {
        if (!response.isSuccess()) {
            return;
        }
        Dialog ghost = Dialog.ofClient(invite, response);
        SipRequest.Builder ack = leg.withOurs(ghost.ack(invite.cseq().number()), SipMethod.ACK);
        invite.allHeaders().stream().filter(field -> field.name().equals(HeaderName.AUTHORIZATION)
                || field.name().equals(HeaderName.PROXY_AUTHORIZATION))
                .forEach(field -> ack.add(field.name(), field.value()));
        env.transactions().sendAck(ack.build(), node);
        if (ended.size() < FORKS_MAX && ended.add(ghost.remoteTag())) {
            env.counters().increment(CallCounter.GHOST_ENDED);
            SipRequest bye = leg.withOurs(ghost.counted().request(SipMethod.BYE), SipMethod.BYE).build();
            OutboundRequest.send(env, leg, bye, Optional.of(node), new FinalResponse(() -> {}));
        }
    }

    @Override
    public void onFailure(TransactionFailure failure) {}
}
