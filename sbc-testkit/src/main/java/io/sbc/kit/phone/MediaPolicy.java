package io.sbc.kit.phone;

import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.sdp.Sdp;
import java.util.Arrays;
import java.util.List;

/**
 * How a phone secures its media, in its offers and in its answers.
 *
 * @param profile       the profile of its offers: {@code RTP/SAVP} or {@code RTP/AVP}
 * @param offeredSuites the crypto lines of its offers, best first; names that nobody knows are allowed
 * @param acceptSrtp    whether it takes crypto lines of others
 * @param acceptPlain   whether it goes on without SRTP
 */
public record MediaPolicy(String profile, List<String> offeredSuites, boolean acceptSrtp, boolean acceptPlain) {

    public MediaPolicy {
        offeredSuites = List.copyOf(offeredSuites);
    }

    /** SRTP or nothing, as Zoom's client: {@code RTP/SAVP}, _32 preferred, _80 behind it. */
    public static MediaPolicy srtp() {
        return srtp(SrtpSuite.AES_CM_128_HMAC_SHA1_32, SrtpSuite.AES_CM_128_HMAC_SHA1_80);
    }

    /** SRTP or nothing, with these suites. */
    public static MediaPolicy srtp(SrtpSuite... suites) {
        return new MediaPolicy(Sdp.SAVP, Arrays.stream(suites).map(Enum::name).toList(), true, false);
    }

    /** RTP without security, and SRTP not even when it is offered. */
    public static MediaPolicy plain() {
        return new MediaPolicy(Sdp.AVP, List.of(), false, true);
    }

    /** {@code RTP/AVP} with crypto lines: the answer decides. */
    public static MediaPolicy avpWithCrypto() {
        return new MediaPolicy(Sdp.AVP,
                List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80.name(), SrtpSuite.AES_CM_128_HMAC_SHA1_32.name()), true,
                true);
    }

    /** The same with other crypto lines in its offers, such as {@code F8_128_HMAC_SHA1_80}, which nobody takes. */
    public MediaPolicy offering(String... suites) {
        return new MediaPolicy(profile, List.of(suites), acceptSrtp, acceptPlain);
    }
}
