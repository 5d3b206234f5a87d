package io.sbc.kit.media;

import java.security.GeneralSecurityException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jitsi.srtp.SrtpErrorStatus;
import org.jitsi.srtp.crypto.Aes;

/**
 * Makes jitsi-srtp ready: without being told which AES to take it runs a benchmark of a second or more in the middle of the
 * first call. Its settings are global, so that this happens once for the JVM.
 */
final class Jitsi {
    /** Held, as loggers that nobody holds forget their level. */
    private static final Logger LOG = Logger.getLogger("org.jitsi");

    static {
        LOG.setLevel(Level.WARNING);
        Aes.setFactoryClassName(Aes.SunJCECipherFactory.class.getName());
        try {
            exercise(new SrtpKey(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new byte[30]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("jitsi-srtp does not work here", e);
        }
    }

    private Jitsi() {}

    /** Whoever calls this finds it ready. */
    static void prepare() {
        // The class is initialised by being called.
    }

    private static void exercise(SrtpKey key) throws GeneralSecurityException {
        byte[] plain = new byte[172];
        plain[0] = (byte) 0x80;
        SrtpErrorStatus status = new SrtpOpener(key).openRtp(new Packet(new SrtpProtector(key, 0).protectRtp(plain)));
        if (status != SrtpErrorStatus.OK) {
            throw new IllegalStateException("jitsi-srtp cannot open its own packet: " + status);
        }
    }
}
