package io.sbc.core.call;

import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The dialogs that an INVITE of ours made and that nobody needs, because another one has the call: RFC 3261 §13.2.2.4 has
 * each 2xx acknowledged, and the dialog ended by BYE. On the shard.
 */
final class OtherForks {

    /** Forks that are told apart; the 2xx of a further one is acknowledged each time it comes. */
    private static final int MAXIMUM = 16;

    private final CallEnvironment env;
    private final CallLeg leg;
    private final Set<String> ended = HashSet.newHashSet(1);

    OtherForks(CallEnvironment env, CallLeg leg) {
        this.env = env;
        this.leg = leg;
    }

    /** Whether there was one. */
    boolean areKnown() {
        return !ended.isEmpty();
    }

    /** @param like the INVITE, or the ACK for another 2xx to it: both say what the ACK says of the caller */
    void dismiss(SipRequest like, SipResponse answer) {
        Dialog fork = Dialog.ofClient(like, answer);
        leg.sendAck(ack(leg, fork, like).build(), fork);
        boolean known = !ended.add(fork.remoteTag());
        if (known || ended.size() > MAXIMUM) {
            return;
        }
        env.counters().increment(CallCounter.FORK_ENDED);
        Dialog counted = fork.counted(leg.nextSequence());
        SipRequest bye = leg.withOurs(counted.request(SipMethod.BYE), SipMethod.BYE).build();
        leg.destination(fork)
                .ifPresent(to -> OutboundRequest.send(env, leg, bye, Optional.of(to), new FinalResponse(() -> {})));
    }

    /** An ACK in this dialog: with the CSeq number and the credentials of the INVITE. */
    static SipRequest.Builder ack(CallLeg leg, Dialog dialog, SipRequest like) {
        SipRequest.Builder ack = leg.withOurs(dialog.ack(like.cseq().number()), SipMethod.ACK);
        like.headers(HeaderName.AUTHORIZATION).forEach(value -> ack.add(HeaderName.AUTHORIZATION, value));
        like.headers(HeaderName.PROXY_AUTHORIZATION)
                .forEach(value -> ack.add(HeaderName.PROXY_AUTHORIZATION, value));
        return ack;
    }
}
