package io.sbc.core.sdp.negotiate;

import io.sbc.media.api.MediaNetworks;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.util.List;

/**
 * The RTP security of one side, in the words of the MX-ONE guide §7.3 (requirements MED-3, MED-4).
 *
 * @param inbound which offers are taken
 * @param outbound what is offered
 * @param preferred stands first in an offer and wins in an answer when the offer has it
 * @param enabled every suite that may be used, {@code preferred} among them, in the order of preference behind it
 * @param networks where media of this side may be sent to; a description with another address is refused
 * @param keyPackets what a key of ours may protect before it gives way to another, 1 to 2^48 (RFC 3711 §9.2); peers are not told
 * @param rtcpMux whether our offers ask for RTP and RTCP on one port (RFC 5761 §5.1.1)
 */
public record RtpSecurityPolicy(Inbound inbound, Outbound outbound, SrtpSuite preferred, List<SrtpSuite> enabled,
        MediaNetworks networks, long keyPackets, boolean rtcpMux) {

    /** Media may go anywhere, keys live as long as they may, RTCP has ports of its own. */
    public RtpSecurityPolicy(Inbound inbound, Outbound outbound, SrtpSuite preferred, List<SrtpSuite> enabled) {
        this(inbound, outbound, preferred, enabled, MediaNetworks.ANYWHERE, SrtpKey.LIFETIME_MAX, false);
    }

    public RtpSecurityPolicy {
        enabled = List.copyOf(enabled);
        if (!enabled.contains(preferred)) {
            throw new IllegalArgumentException("the preferred suite " + preferred + " is not enabled");
        }
    }

    /** The same, for media that may go to {@code allowed} only. */
    public RtpSecurityPolicy within(MediaNetworks allowed) {
        return new RtpSecurityPolicy(inbound, outbound, preferred, enabled, allowed, keyPackets, rtcpMux);
    }

    /** The same with keys that protect so many packets at most. */
    public RtpSecurityPolicy withKeysFor(long packets) {
        return new RtpSecurityPolicy(inbound, outbound, preferred, enabled, networks, packets, rtcpMux);
    }

    /** The same with offers that ask for one port, or do not. */
    public RtpSecurityPolicy offeringRtcpMux(boolean offered) {
        return new RtpSecurityPolicy(inbound, outbound, preferred, enabled, networks, keyPackets, offered);
    }

    /** Which offers a side takes; everything else is answered 488 with a Warning. */
    public enum Inbound {
        /** Either profile; SRTP wherever the offer allows it. */
        SRTP_OR_RTP,
        /** Only offers with crypto. */
        SRTP_ONLY,
        /** Only RTP/AVP(F), answered without crypto. */
        RTP_ONLY
    }

    /** What we offer to a side. */
    public enum Outbound {
        /** RTP/SAVP with crypto; an answer without crypto ends in 488 towards the caller. */
        SRTP_ONLY,
        /** RTP/AVP without crypto. */
        RTP_ONLY,
        /** RTP/AVP with crypto lines; the answer decides. */
        AVP_CRYPTO
    }
}
