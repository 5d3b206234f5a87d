package io.sbc.core.sdp.negotiate;

import java.util.Optional;

/**
 * The RTP profiles that are relayed (RFC 3551, 3711, 4585, 5124).
 *
 * @param secure SRTP
 * @param feedback early RTCP feedback
 */
record RtpProfile(boolean secure, boolean feedback) {

    /** Empty for every other transport: DTLS-SRTP, UDPTL, SCTP, TCP. */
    static Optional<RtpProfile> of(String name) {
        return switch (name) {
            case "RTP/AVP" -> Optional.of(new RtpProfile(false, false));
            case "RTP/SAVP" -> Optional.of(new RtpProfile(true, false));
            case "RTP/AVPF" -> Optional.of(new RtpProfile(false, true));
            case "RTP/SAVPF" -> Optional.of(new RtpProfile(true, true));
            default -> Optional.empty();
        };
    }

    @Override
    public String toString() {
        return "RTP/" + (secure ? "S" : "") + "AVP" + (feedback ? "F" : "");
    }
}
