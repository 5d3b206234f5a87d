package io.sbc.perf.media;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What a call speaks towards the phone and towards the PBX. */
enum Kind {
    RTP_RTP("RTP ↔ RTP", Optional.empty(), Optional.empty()),
    SRTP32_SRTP80("SRTP_32 ↔ SRTP_80", Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_32),
            Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80)),
    SRTP_RTP("SRTP_80 ↔ RTP", Optional.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80), Optional.empty());

    final String title;
    final Optional<SrtpSuite> phone;
    final Optional<SrtpSuite> pbx;

    Kind(String title, Optional<SrtpSuite> phone, Optional<SrtpSuite> pbx) {
        this.title = title;
        this.phone = phone;
        this.pbx = pbx;
    }

    static Optional<SrtpKey> newKey(Optional<SrtpSuite> suite, RandomGenerator random) {
        return suite.map(chosen -> {
            byte[] octets = new byte[chosen.masterKeyLength() + chosen.masterSaltLength()];
            random.nextBytes(octets);
            return new SrtpKey(chosen, octets);
        });
    }
}
