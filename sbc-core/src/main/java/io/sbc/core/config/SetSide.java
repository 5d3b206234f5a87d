package io.sbc.core.config;

import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;

/** {@code set}: towards the softphones. */
public record SetSide(String domain, String realm, String address, String advertisedAddress, TlsListener tls,
        Listener tcp, Listener udp, RtpSecurityPolicy rtpSecurity, MediaAddress media) {}
