package io.sbc.media.socket;

import java.nio.ByteOrder;
import java.util.Locale;
import java.util.Optional;

/** Tells whether {@link NativeSockets} work here: Linux on x86_64 or aarch64, with native access allowed. */
final class NativePlatform {

    private NativePlatform() {}

    /** The system calls, where the platform is known and native access is allowed. */
    static Optional<NativeSockets> find() {
        if (!isKnown()) {
            return Optional.empty();
        }
        try {
            return Optional.of(probe());
        } catch (LinkageError | RuntimeException e) {
            // Native access is denied, or the C library lacks a symbol: NIO does the same work.
            return Optional.empty();
        }
    }

    /** The system calls, or an exception that says why not. */
    static NativeSockets require() {
        if (!isKnown()) {
            throw new IllegalStateException("native media I/O needs Linux on x86_64 or aarch64, this is "
                    + System.getProperty("os.name") + " on " + System.getProperty("os.arch"));
        }
        return probe();
    }

    private static NativeSockets probe() {
        NativeSockets sockets = new NativeSockets();
        int socket = sockets.socket(NativeSockets.AF_INET, NativeSockets.SOCK_DGRAM | NativeSockets.SOCK_CLOEXEC);
        if (socket < 0) {
            throw new IllegalStateException("socket() fails");
        }
        sockets.close(socket);
        return sockets;
    }

    private static boolean isKnown() {
        String architecture = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        return System.getProperty("os.name", "").equals("Linux")
                && ByteOrder.nativeOrder().equals(ByteOrder.LITTLE_ENDIAN)
                && (architecture.equals("amd64") || architecture.equals("aarch64"));
    }
}
