package io.sbc.core.guard;

import io.sbc.core.Side;
import io.sbc.core.guard.GuardState.Overall;
import io.sbc.core.sip.transport.EdgeGate;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * The guard at the door: what it can tell without reading a message. Connections by block list and rate; messages by block
 * list, and under overload by a glance at their first line. On event loops.
 */
final class SourceGuard implements EdgeGate {

    private final GuardState state;
    private final EmergencyNumbers emergency;
    private final boolean emergencyFromStrangers;
    private volatile @Nullable OverloadControl overload;

    SourceGuard(GuardState state, EmergencyNumbers emergency, boolean emergencyFromStrangers) {
        this.state = state;
        this.emergency = emergency;
        this.emergencyFromStrangers = emergencyFromStrangers;
    }

    void watch(OverloadControl control) {
        overload = control;
    }

    @Override
    public boolean admitsConnection(Side side, InetAddress address) {
        if (side == Side.ICP || state.allowed.contains(address)) {
            return true;
        }
        long now = state.now();
        if (state.blocks.isBlocked(SourceKey.of(address), false, now)) {
            state.counters.increment(GuardCounter.CONNECTIONS_BLOCKED);
            state.tellBlocked(address, now);
            return false;
        }
        Source source = state.source(address, now);
        if (!source.take(SourceMeter.CONNECTIONS, state.connections, state.factor(source, now), now)) {
            state.onExcess(source, address, TransportProtocol.TCP, GuardCounter.CONNECTIONS_RATE_SOURCE, now);
            refused(address, GuardCounter.CONNECTIONS_RATE_SOURCE);
            return false;
        }
        Overall all = source.level(now) == TrustLevel.UNTRUSTED
                ? Overall.CONNECTIONS_UNTRUSTED
                : Overall.CONNECTIONS_KNOWN;
        if (!state.take(all, state.connectionsOverall, now)) {
            state.counters.increment(GuardCounter.CONNECTIONS_RATE_OVERALL);
            state.journal.refused(GuardCounter.CONNECTIONS_RATE_OVERALL, source, now);
            refused(address, GuardCounter.CONNECTIONS_RATE_OVERALL);
            return false;
        }
        return true;
    }

    private void refused(InetAddress address, GuardCounter why) {
        state.troubles.note(address.getHostAddress(), "guard-refused", why.explanation(), "",
                state.clock.epochMillis());
    }

    @Override
    public boolean admitsDatagram(Side side, InetSocketAddress source) {
        if (side == Side.ICP || emergencyFromStrangers
                || !state.isBlocked(source.getAddress(), TransportProtocol.UDP, state.now())) {
            return true;
        }
        state.counters.increment(GuardCounter.DATAGRAMS_BLOCKED);
        return false;
    }

    @Override
    public Verdict admits(Flow flow, byte[] message) {
        if (flow.side() == Side.ICP) {
            return Verdict.PASS;
        }
        if (Glance.isAckOfRefusal(message)) {
            return Verdict.DROP;
        }
        if (flow.isHeld() && isRefusedUnread(message)) {
            return Verdict.DROP;
        }
        RegisteredFlow registered = state.flows.find(flow);
        if (registered != null) {
            return isTooLate(registered, flow, message) ? Verdict.DROP : Verdict.PASS;
        }
        long now = state.now();
        InetAddress address = flow.remote().getAddress();
        if (state.isBlocked(address, flow.protocol(), now)) {
            if (isPrivileged(message)) {
                return Verdict.PASS;
            }
            boolean datagram = flow.protocol() == TransportProtocol.UDP;
            state.counters.increment(datagram ? GuardCounter.DATAGRAMS_BLOCKED : GuardCounter.MESSAGES_BLOCKED);
            return datagram ? Verdict.DROP : Verdict.CLOSE;
        }
        if (!state.isEmpty(Overall.REFUSALS, state.refusals, now)) {
            return Verdict.PASS;
        }
        return withoutAnswer(flow, address, message, now);
    }

    /** What a held connection wants to begin is refused; where no refusal can be sent, it is not worth reading. */
    private boolean isRefusedUnread(byte[] message) {
        if (!state.isEmpty(Overall.REFUSALS, state.refusals, state.now()) || !Glance.isNewWork(message)) {
            return false;
        }
        String invited = Glance.invitedUri(message);
        if (invited != null && emergency.matches(invited)) {
            return false;
        }
        state.counters.increment(GuardCounter.UNPARSED_OVERLOAD);
        return true;
    }

    /**
     * A registered phone's message that its event loop is too late for, while no more refusals may be sent. Over a connection
     * that several share nothing is left unread, since one shall not make the others wait.
     */
    private boolean isTooLate(RegisteredFlow registered, Flow flow, byte[] message) {
        OverloadControl control = overload;
        if (control == null || registered.devices() > 1 || !control.isTooLate(Priority.RENEWAL, flow)
                || !isRefusedUnread(message)) {
            return false;
        }
        flow.onRefused();
        return true;
    }

    /** No refusal can be sent: what would be refused is not worth reading either. */
    private Verdict withoutAnswer(Flow flow, InetAddress address, byte[] message, long now) {
        if (state.allowed.contains(address) || isPrivileged(message)) {
            return Verdict.PASS;
        }
        Source source = state.sources.find(SourceKey.of(address));
        if (source != null && source.meters().isEmpty(SourceMeter.REQUESTS.ordinal(), state.requests,
                state.factor(source, now), now)) {
            state.onExcess(source, address, flow.protocol(), GuardCounter.REQUESTS_RATE_SOURCE, now);
            return Verdict.PAUSE;
        }
        OverloadControl control = overload;
        if (control != null && control.refusesAllNew(flow) && Glance.isNewWork(message)) {
            state.counters.increment(GuardCounter.UNPARSED_OVERLOAD);
            return Verdict.PAUSE;
        }
        return Verdict.PASS;
    }

    /** Where strangers have the privilege too, their emergency calls have to be read. */
    private boolean isPrivileged(byte[] message) {
        if (!emergencyFromStrangers) {
            return false;
        }
        String uri = Glance.invitedUri(message);
        return uri != null && emergency.matches(uri);
    }

    @Override
    public void onMalformed(Side side, TransportProtocol protocol, InetAddress address) {
        if (side == Side.ICP || state.allowed.contains(address)) {
            return;
        }
        long now = state.now();
        Source source = state.source(address, now);
        if (!source.take(SourceMeter.MALFORMED, state.malformed, state.factor(source, now), now)) {
            state.block(address, protocol, BlockReason.MALFORMED, "malformed messages or handshakes");
        }
    }

    @Override
    public void onHandshakeFailed(Side side, InetAddress address, Throwable cause) {
        if (side == Side.SET) {
            state.troubles.note(address.getHostAddress(), "tls", String.valueOf(cause.getMessage()), "",
                    state.clock.epochMillis());
        }
    }
}
