package io.sbc.core.config;

import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import java.util.List;

/** {@code icp}: towards the PBX. */
public record IcpSide(String address, String advertisedAddress, Listener udp, Listener tcp, TlsListener tls,
        RtpSecurityPolicy rtpSecurity, MediaAddress media, FailoverSettings failover, List<PbxDefinition> pbxs) {

    public IcpSide {
        pbxs = List.copyOf(pbxs);
    }
}
