package io.sbc.media.conductor;

import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaNetworks;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.relay.EndpointSetup;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import io.sbc.media.srtp.SrtpWorkspace;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of one endpoint, and what makes a setup of its plan. One thread: the conductor. */
final class EndpointKeys {

    private final MediaNetworks networks;
    private final KeyRing<SrtpReceiveContext> receive;
    private final KeyRing<SrtpSendContext> send;
    /** For the next setup. */
    private MediaState.@Nullable Endpoint restored;
    private long restoredNanos;

    /** Contexts made here work with the scratch of the session's loop. */
    EndpointKeys(SrtpWorkspace workspace, MediaNetworks networks) {
        this.networks = networks;
        receive = new KeyRing<>(key -> new SrtpReceiveContext(key, workspace));
        send = new KeyRing<>(key -> new SrtpSendContext(key, workspace));
    }

    /** From where a process before this one stood, {@code elapsedNanos} ago. */
    void restore(MediaState.Endpoint state, long elapsedNanos) {
        restored = state;
        restoredNanos = elapsedNanos;
        state.receive().ifPresent(from -> receive.contextOf(from.key()).restore(from, elapsedNanos));
        state.send().ifPresent(from -> send.contextOf(from.key()).restore(from, elapsedNanos));
    }

    @Nullable
    EndpointSetup setupOf(Optional<EndpointPlan> endpoint) {
        if (endpoint.isEmpty()) {
            return null;
        }
        EndpointPlan plan = endpoint.get();
        MediaState.Endpoint before = restored;
        restored = null;
        if (before != null && plan.send() instanceof Protection.Srtp(SrtpKey key)) {
            beginAboveWhatWasUsed(key, before);
        }
        Optional<InetSocketAddress> rtp = plan.remoteRtp().filter(EndpointKeys::isUsable);
        Optional<InetSocketAddress> rtcp = plan.remoteRtcp().filter(EndpointKeys::isUsable);
        return new EndpointSetup(allowed(rtp), allowed(rtcp), plan.rtcpMux(), receive.contextOf(plan.receive()),
                send.contextOf(plan.send()), plan.sends(), plan.receives(), keyOf(plan.receive()), keyOf(plan.send()),
                refused(rtp).or(() -> refused(rtcp)).orElse(null), plan.payloadTypes(),
                plan.signalledFrom().map(host -> UdpAddress.of(new InetSocketAddress(host, 0))).orElse(null), before);
    }

    /**
     * A key that came into use behind the last look at the session has no state, but may have protected SRTCP all the same: its
     * indices go on where none can have been (RFC 3711 §9.1).
     */
    private void beginAboveWhatWasUsed(SrtpKey key, MediaState.Endpoint before) {
        if (before.send().filter(known -> known.key().secret().equals(key.secret())).isEmpty()) {
            send.contextOf(key).restore(new MediaState.Context(key, 0, 0, 0, List.of()), restoredNanos);
        }
    }

    /** An unresolved name, port 0 and 0.0.0.0 are nowhere to send to. */
    private static boolean isUsable(InetSocketAddress address) {
        return !address.isUnresolved() && address.getPort() != 0 && !address.getAddress().isAnyLocalAddress();
    }

    private @Nullable UdpAddress allowed(Optional<InetSocketAddress> address) {
        return address.filter(given -> networks.refusalOf(given).isEmpty()).map(UdpAddress::of).orElse(null);
    }

    private Optional<UdpAddress> refused(Optional<InetSocketAddress> address) {
        return address.filter(given -> networks.refusalOf(given).isPresent()).map(UdpAddress::of);
    }

    private static @Nullable SrtpKey keyOf(Protection protection) {
        return switch (protection) {
            case Protection.Clear clear -> null;
            case Protection.Srtp srtp -> srtp.key();
        };
    }
}
