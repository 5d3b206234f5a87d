package io.sbc.core.recorder;

import io.sbc.core.Side;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Flow;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The traces of attempts to register: which REGISTER begins one, which goes on with one, and when one is over. Owned by the shard.
 */
final class AttemptTraces {

    /** So long a recorded attempt stands for the refreshes after it. */
    private static final long REFRESH_NANOS = Duration.ofMinutes(10).toNanos();

    private final ShardContext shard;
    private final TraceIndex index;
    private final BlockArena arena;
    private final Supplier<String> ids;
    private final RegistrationAttempts kept;

    AttemptTraces(ShardContext shard, TraceIndex index, BlockArena arena, Supplier<String> ids,
            Predicate<String> isUser, int perUser) {
        this.shard = shard;
        this.index = index;
        this.arena = arena;
        this.ids = ids;
        this.kept = new RegistrationAttempts(isUser, perUser, this::forget);
    }

    /** The trace of a REGISTER from the set side: the one there is, or a new one. */
    Trace of(@Nullable Trace known, SipRequest register, Flow flow, boolean repeated) {
        long sequence = register.cseq().number();
        if (known != null && known.kind == Trace.Kind.REGISTRATION && (repeated || known.sequence == sequence
                || (known.phase == Trace.Phase.OPEN && !restarts(known, register)))) {
            known.sequence = sequence;
            return known;
        }
        Trace trace = begin(register.to().sipUri().map(SipUri::userDecoded).orElse(""), register);
        trace.source = flow.remote().getAddress().getHostAddress();
        kept.add(trace);
        return trace;
    }

    /**
     * Whether the last two attempts of this phone over this connection went well, and not long ago: then a refresh as every other has
     * nothing to tell that they do not.
     */
    boolean isKnownToGoWell(SipRequest register, Flow flow) {
        String user = register.to().sipUri().map(SipUri::userDecoded).orElse("");
        Trace last = kept.lastOfTwoGood(user);
        return last != null && last.setFlow == flow.id()
                && shard.clock().nanoTime() - last.startedNanos < REFRESH_NANOS && isOver(last, register.callId());
    }

    /** Whether no recording of this Call-ID goes on: that of the phone's last attempt, which the phone keeps, is over. */
    private boolean isOver(Trace last, String callId) {
        if (last.callIds.contains(callId)) {
            return true;
        }
        Trace known = index.of(callId);
        return known == null || (known.kind == Trace.Kind.REGISTRATION && known.phase != Trace.Phase.OPEN);
    }

    private Trace begin(String user, SipMessage register) {
        Trace trace = new Trace(Trace.Kind.REGISTRATION, ids.get(), shard.clock().epochMillis(),
                shard.clock().nanoTime());
        trace.user = user;
        trace.sequence = register.cseq().number();
        index.lead(register.callId(), trace);
        return trace;
    }

    /** A phone that was challenged and comes without credentials begins anew. */
    private static boolean restarts(Trace known, SipRequest request) {
        return known.challenged && !request.has(HeaderName.AUTHORIZATION);
    }

    /**
     * What we refresh at the PBX without a phone that asks is an attempt of its own, which begins with the request. A request that is only
     * sent again, to a PBX that was given up meanwhile, begins nothing.
     */
    Trace upstream(Trace trace, SipMessage message, boolean repeated) {
        if (trace.phase == Trace.Phase.OPEN || repeated || !(message instanceof SipRequest)
                || message.cseq().number() == trace.sequence) {
            return trace;
        }
        Trace own = begin(trace.user, message);
        kept.add(own);
        return own;
    }

    /** The PBX answered; where no phone waits for that, the attempt is over. */
    static void onAnswered(Trace trace, SipResponse response) {
        if (trace.source.isEmpty() && response.isFinal()) {
            close(trace, response.status(), trace.challenged);
        }
    }

    /** We answered. */
    static void onFinal(Trace trace, SipResponse response, Flow flow) {
        if (response.cseq().method().equals(SipMethod.REGISTER) && flow.side() == Side.SET) {
            close(trace, response.status(), isChallenge(response.status()));
        }
    }

    private static boolean isChallenge(int status) {
        return status == 401 || status == 407;
    }

    private static void close(Trace trace, int status, boolean challenged) {
        trace.status = status;
        trace.challenged = challenged;
        if (!isChallenge(status)) {
            trace.phase = Trace.Phase.CLOSED;
        }
    }

    /** The attempts of a user, or from an address where the user is not known; the newest first. */
    List<Trace> of(String userOrSource) {
        return kept.of(userOrSource);
    }

    int size() {
        return kept.size();
    }

    /** The oldest goes; how many events with it, 0 when there is none with any. */
    int dropOldest(Trace but) {
        Trace victim = kept.oldest(but);
        if (victim == null) {
            return 0;
        }
        int events = victim.events;
        kept.remove(victim);
        return events;
    }

    /** An attempt is no longer wanted. */
    private void forget(Trace trace) {
        trace.empty(arena, false);
        trace.phase = Trace.Phase.CLOSED;
        index.forget(trace);
    }
}
