package io.sbc.core.sdp.negotiate;

import io.sbc.media.api.MediaNetworks;
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
 */
public record RtpSecurityPolicy(Inbound inbound, Outbound outbound, SrtpSuite preferred, List<SrtpSuite> enabled,
        MediaNetworks networks) {

    /** Media may go anywhere. */
    public RtpSecurityPolicy(Inbound inbound, Outbound outbound, SrtpSuite preferred, List<SrtpSuite> enabled) {
        this(inbound, outbound, preferred, enabled, MediaNetworks.ANYWHERE);
    }

    public RtpSecurityPolicy {
        enabled = List.copyOf(enabled);
        if (!enabled.contains(preferred)) {
            throw new IllegalArgumentException("the preferred suite " + preferred + " is not enabled");
        }
    }

    /** The same, for media that may go to {@code allowed} only. */
    public RtpSecurityPolicy within(MediaNetworks allowed) {
        return new RtpSecurityPolicy(inbound, outbound, preferred, enabled, allowed);
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
