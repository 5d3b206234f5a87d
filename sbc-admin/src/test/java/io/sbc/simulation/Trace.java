package io.sbc.simulation;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Everything that happened, as a digest; the last of it in words, for whoever has to understand a failure. */
final class Trace {

    private static final int LINES_MAX = Integer.getInteger("sim.lines", 60);

    private final World world;
    private final MessageDigest digest;
    private final Deque<String> last = new ArrayDeque<>();

    Trace(World world) {
        this.world = world;
        try {
            digest = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    void add(String what, String detail) {
        String line = world.millis() + " " + what + "\n" + detail;
        digest.update(line.getBytes(StandardCharsets.ISO_8859_1));
        last.add(line);
        if (last.size() > LINES_MAX) {
            last.remove();
        }
    }

    List<String> last() {
        return List.copyOf(last);
    }

    /** Of everything up to now; may be asked once. */
    String hash() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
