package io.sbc.media.conductor;

import io.sbc.media.api.EndpointPlan;
import io.sbc.media.relay.EndpointSetup;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import io.sbc.media.srtp.SrtpWorkspace;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of one endpoint, and what makes a setup of its plan. One thread: the conductor. */
final class EndpointKeys {

    private final KeyRing<SrtpReceiveContext> receive;
    private final KeyRing<SrtpSendContext> send;

    /** Contexts made here work with the scratch of the session's loop. */
    EndpointKeys(SrtpWorkspace workspace) {
        receive = new KeyRing<>(key -> new SrtpReceiveContext(key, workspace));
        send = new KeyRing<>(key -> new SrtpSendContext(key, workspace));
    }

    @Nullable
    EndpointSetup setupOf(Optional<EndpointPlan> endpoint) {
        if (endpoint.isEmpty()) {
            return null;
        }
        EndpointPlan plan = endpoint.get();
        return new EndpointSetup(usable(plan.remoteRtp()), usable(plan.remoteRtcp()), plan.rtcpMux(),
                receive.contextOf(plan.receive()), send.contextOf(plan.send()), plan.sends(), plan.receives(),
                plan.payloadTypes());
    }

    /** An unresolved name, port 0 and 0.0.0.0 are nowhere to send to. */
    private static @Nullable UdpAddress usable(Optional<InetSocketAddress> address) {
        return address.filter(given -> !given.isUnresolved() && given.getPort() != 0
                && !given.getAddress().isAnyLocalAddress()).map(UdpAddress::of).orElse(null);
    }
}
