package io.sbc.core.guard;

import io.sbc.core.Side;
import io.sbc.core.config.EmergencySettings;
import io.sbc.core.engine.SignallingEngine;
import io.sbc.core.guard.GuardState.Overall;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportListener;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * The guard before the shards: what it can tell from a parsed message. In this order: emergency calls pass; strangers show
 * no mark of a scanner, are not blocked, do not wait for having failed, and keep their rate; registered phones keep theirs;
 * then overload. What is refused gets 503 with Retry-After, or nothing when too many are refused. On event loops.
 */
final class GuardedSignalling implements TransportListener {

    /** How long a stranger waits who wants to be a user that is under attack. */
    private static final long SLOW_NANOS = Duration.ofSeconds(1).toNanos();
    private static final int SECONDS_MAX = 3_600;

    /** How To tags of refusals begin, and those of nobody else. */
    static final String STATELESS_TAG = "refused-";

    private final GuardState state;
    private final SignallingEngine engine;
    private final OverloadControl overload;
    private final Fingerprints fingerprints;
    private final EmergencyNumbers numbers;
    private final EmergencySettings emergency;
    private final EmergencyCalls emergencyCalls;

    GuardedSignalling(GuardState state, SignallingEngine engine, OverloadControl overload, EmergencyNumbers numbers,
            EmergencySettings emergency, EmergencyCalls emergencyCalls) {
        this.state = state;
        this.engine = engine;
        this.overload = overload;
        this.fingerprints = new Fingerprints(state.settings.scanners().userAgents());
        this.numbers = numbers;
        this.emergency = emergency;
        this.emergencyCalls = emergencyCalls;
    }

    @Override
    public void onFlowClosed(Flow flow) {
        state.flows.end(flow);
        engine.onFlowClosed(flow);
    }

    @Override
    public void onMessage(Flow flow, SipMessage message) {
        if (flow.side() == Side.ICP) {
            engine.onMessage(flow, message);
            return;
        }
        switch (message) {
            case SipRequest request -> onRequest(flow, request);
            case SipResponse response -> onResponse(flow, response);
        }
    }

    private void onRequest(Flow flow, SipRequest request) {
        RegisteredFlow registered = state.flows.find(flow);
        if (isEmergency(flow, request, registered != null)) {
            engine.onUrgentRequest(flow, numbers.matches(request) ? numbers.dialable(request) : request);
            return;
        }
        long now = state.now();
        boolean passes = !state.settings.enabled() || (registered != null
                ? passesRegistered(flow, request, registered, now)
                : passesStranger(flow, request, now));
        if (passes && passesLoad(flow, request, registered)) {
            deliver(flow, request, registered != null);
        }
    }

    private boolean isEmergency(Flow flow, SipRequest request, boolean registered) {
        if (numbers.matches(request)) {
            boolean privileged = registered || emergency.fromUnregistered()
                    || state.allowed.contains(flow.remote().getAddress());
            state.counters.increment(privileged ? GuardCounter.EMERGENCY_CALLS : GuardCounter.EMERGENCY_REFUSED);
            state.journal.emergency(request.callId(), request.requestUri(), privileged, state.now());
            if (privileged) {
                emergencyCalls.begin(request, flow);
            }
            return privileged;
        }
        boolean covered = emergencyCalls.covers(request, flow, registered);
        if (covered) {
            state.counters.increment(GuardCounter.EMERGENCY_MESSAGES);
        }
        return covered;
    }

    /** Only what begins something counts: what lives is bounded by what began. */
    private boolean passesRegistered(Flow flow, SipRequest request, RegisteredFlow registered, long now) {
        if (isInDialog(request) || state.allowed.contains(flow.remote().getAddress())) {
            return true;
        }
        int devices = registered.devices();
        if (!registered.meters().take(RegisteredFlow.REQUESTS, state.registered, devices, now)) {
            refuse(flow, request, GuardCounter.REQUESTS_RATE_REGISTERED, registered.source(), retryAfter(request));
            if (!registered.meters().take(RegisteredFlow.EXCESS, state.excess, devices, now)) {
                state.counters.increment(GuardCounter.TRUST_LOST);
                state.journal.trustLost(flow.toString(), now);
                state.flows.end(flow);
            }
            return false;
        }
        if (!state.take(Overall.REQUESTS_REGISTERED, state.registeredOverall, now)) {
            refuse(flow, request, GuardCounter.REQUESTS_RATE_OVERALL, registered.source(), retryAfter(request));
            return false;
        }
        return true;
    }

    private boolean passesStranger(Flow flow, SipRequest request, long now) {
        InetAddress address = flow.remote().getAddress();
        if (state.allowed.contains(address)) {
            return true;
        }
        if (state.isBlocked(address, flow.protocol(), now)) { // let through to see whether it is an emergency
            state.counters.increment(GuardCounter.MESSAGES_BLOCKED);
            state.tellBlocked(address, now);
            return false;
        }
        Optional<String> mark = fingerprints.find(request);
        if (mark.isPresent()) {
            state.block(address, flow.protocol(), BlockReason.SCANNER, mark.get());
            flow.close("scanner");
            return false;
        }
        if (isProbe(request) && state.onStrangeUser(address, flow.protocol(),
                request.sipRequestUri().map(SipUri::user).orElse(""))) {
            flow.close("searches for users");
            return false;
        }
        Source source = state.source(address, now);
        if (!source.take(SourceMeter.REQUESTS, state.requests, state.factor(source, now), now)) {
            state.onExcess(source, address, flow.protocol(), GuardCounter.REQUESTS_RATE_SOURCE, now);
            answer(flow, request, GuardCounter.REQUESTS_RATE_SOURCE, retryAfter(request));
            return false;
        }
        Overall all = source.level(now) == TrustLevel.UNTRUSTED ? Overall.REQUESTS_UNTRUSTED : Overall.REQUESTS_KNOWN;
        if (!state.take(all, state.requestsOverall, now)) {
            refuse(flow, request, GuardCounter.REQUESTS_RATE_OVERALL, source, retryAfter(request));
            return false;
        }
        OptionalLong wait = waitAfterFailures(source, request, now);
        if (wait.isPresent()) {
            refuse(flow, request, GuardCounter.REQUESTS_WAITING, source, seconds(wait.getAsLong()));
            return false;
        }
        return true;
    }

    /** What a stranger sends to learn who there is; REGISTER and INVITE are judged when they were checked. */
    private static boolean isProbe(SipRequest request) {
        SipMethod method = request.method();
        return !isInDialog(request) && !method.equals(SipMethod.REGISTER) && !method.equals(SipMethod.INVITE);
    }

    private static boolean isInDialog(SipRequest request) {
        return Priority.of(request, true) == Priority.IN_DIALOG;
    }

    /** Only asked of sources that failed lately. */
    private OptionalLong waitAfterFailures(Source source, SipRequest request, long now) {
        boolean failed = source.meters().used(SourceMeter.FAILED_LOGINS.ordinal(), state.failedLogins, 1, now) > 0;
        return failed && (request.has(HeaderName.AUTHORIZATION) || request.has(HeaderName.PROXY_AUTHORIZATION))
                ? state.logins.waitNanos(source.key(), LoginWatch.claimedUser(request))
                : OptionalLong.empty();
    }

    private boolean passesLoad(Flow flow, SipRequest request, @Nullable RegisteredFlow registered) {
        boolean isShared = registered != null && registered.devices() > 1; // one shall not make all others wait
        boolean trusted = registered != null || state.allowed.contains(flow.remote().getAddress());
        int shard = engine.shardOf(request);
        Priority priority = Priority.of(request, trusted);
        boolean held = priority.isNew() && flow.isHeld(); // it has waited in its connection meanwhile
        if (!state.settings.enabled() || !(held || overload.refuses(priority, shard, flow))) {
            return true;
        }
        state.counters.increment(GuardCounter.REQUESTS_OVERLOAD);
        answer(flow, request, GuardCounter.REQUESTS_OVERLOAD, overload.retryAfterSeconds(shard, flow));
        if (!isShared) {
            flow.onRefused();
        }
        return false;
    }

    private void deliver(Flow flow, SipRequest request, boolean registered) {
        if (!registered && state.logins.isAnyoneAttacked() && isSlowed(flow, request)) {
            state.counters.increment(GuardCounter.CHALLENGES_SLOWED);
            engine.onRequestLater(flow, request, SLOW_NANOS);
        } else {
            engine.onMessage(flow, request);
        }
    }

    private boolean isSlowed(Flow flow, SipRequest request) {
        SipMethod method = request.method();
        if (!method.equals(SipMethod.REGISTER) && !method.equals(SipMethod.INVITE)) {
            return false;
        }
        Source source = state.source(flow.remote().getAddress(), state.now());
        return source.level(state.now()) == TrustLevel.UNTRUSTED
                && !state.allowed.contains(flow.remote().getAddress())
                && state.logins.isAttacked(LoginWatch.claimedUser(request));
    }

    /** Over flows without a registered phone a response is worth as little as a request. */
    private void onResponse(Flow flow, SipResponse response) {
        if (state.settings.enabled() && state.flows.find(flow) == null) {
            long now = state.now();
            InetAddress address = flow.remote().getAddress();
            Source source = state.source(address, now);
            if (!source.take(SourceMeter.REQUESTS, state.requests, state.factor(source, now), now)
                    && !state.allowed.contains(address)) {
                state.onExcess(source, address, flow.protocol(), GuardCounter.REQUESTS_RATE_SOURCE, now);
                return;
            }
        }
        engine.onMessage(flow, response);
    }

    private void refuse(Flow flow, SipRequest request, GuardCounter why, @Nullable Source source, int retryAfter) {
        state.counters.increment(why);
        if (source != null) {
            state.journal.refused(why, source, state.now());
        }
        answer(flow, request, why, retryAfter);
    }

    /** RFC 3261 §21.5.4. Stateless: a repeated request is refused again, with the same tag. */
    private void answer(Flow flow, SipRequest request, GuardCounter why, int retryAfter) {
        if (request.method().equals(SipMethod.ACK)) {
            return;
        }
        state.troubles.note(flow.remote().getAddress().getHostAddress(), "guard-refused", why.explanation(),
                userOf(request), state.clock.epochMillis());
        if (!state.take(Overall.REFUSALS, state.refusals, state.now())) {
            state.counters.increment(GuardCounter.REFUSALS_SILENT);
            return;
        }
        state.counters.increment(GuardCounter.REFUSALS_SENT);
        try {
            SipResponse.Builder refusal = SipResponse.to(request, 503).set(HeaderName.RETRY_AFTER, retryAfter);
            flow.send((request.to().tag().isPresent() ? refusal : refusal.toTag(statelessTag(request))).build());
        } catch (MalformedHeaderException unanswerable) {
            state.counters.increment(GuardCounter.REFUSALS_SILENT);
        }
    }

    private static String userOf(SipRequest request) {
        try {
            return LoginWatch.claimedUser(request);
        } catch (MalformedHeaderException nobody) {
            return "";
        }
    }

    /** RFC 3261 §8.2.7. */
    private static String statelessTag(SipRequest request) {
        return STATELESS_TAG + Integer.toHexString(request.callId().hashCode());
    }

    private int retryAfter(SipRequest request) {
        return overload.retryAfterSeconds(engine.shardOf(request));
    }

    private static int seconds(long nanos) {
        return Math.clamp(Duration.ofNanos(nanos).toSeconds() + 1, 1, SECONDS_MAX);
    }
}
