package io.sbc.core.sip.transport.tls;

import java.security.cert.X509Certificate;
import java.security.interfaces.ECPublicKey;
import java.util.Optional;

/** Curves of certificates, with their numbers in TLS (RFC 8446 §4.2.3 and §4.2.7). */
enum EcCurve {
    P256(256, 0x0403, 23),
    P384(384, 0x0503, 24),
    P521(521, 0x0603, 25);

    private final int bits;
    private final int scheme;
    private final int group;

    EcCurve(int bits, int scheme, int group) {
        this.bits = bits;
        this.scheme = scheme;
        this.group = group;
    }

    /** The SignatureScheme of ECDSA on it. */
    int scheme() {
        return scheme;
    }

    /** The NamedGroup. */
    int group() {
        return group;
    }

    /** Empty for a certificate with another kind of key. */
    static Optional<EcCurve> of(X509Certificate certificate) {
        if (certificate.getPublicKey() instanceof ECPublicKey key) {
            int size = key.getParams().getCurve().getField().getFieldSize();
            for (EcCurve curve : values()) {
                if (curve.bits == size) {
                    return Optional.of(curve);
                }
            }
        }
        return Optional.empty();
    }
}
