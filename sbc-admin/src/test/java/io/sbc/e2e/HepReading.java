package io.sbc.e2e;

import io.sbc.kit.script.SipText;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * A packet as a HEP 3 collector reads it, chunk by chunk (Debian's Wireshark does not know HEP). Whatever is not as the specification has it fails.
 *
 * @param chunks of vendor 0, by type
 */
record HepReading(Map<Integer, byte[]> chunks) {

    private static final int HEAD = 6;

    static HepReading of(byte[] packet) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(packet);
        byte[] magic = new byte[4];
        in.get(magic);
        if (!new String(magic, StandardCharsets.US_ASCII).equals("HEP3") || in.getChar() != packet.length) {
            throw new IOException("no HEP 3 packet of its length");
        }
        Map<Integer, byte[]> chunks = new HashMap<>();
        while (in.hasRemaining()) {
            int vendor = in.getChar();
            int type = in.getChar();
            int length = in.getChar() - HEAD;
            if (vendor != 0 || length < 0 || length > in.remaining()) {
                throw new IOException("chunk " + vendor + "/" + type + " of " + length);
            }
            byte[] value = new byte[length];
            in.get(value);
            if (chunks.put(type, value) != null) {
                throw new IOException("chunk " + type + " twice");
            }
        }
        return new HepReading(chunks);
    }

    private long number(int type) throws IOException {
        byte[] value = chunks.get(type);
        if (value == null) {
            throw new IOException("no chunk " + type + " in " + chunks.keySet());
        }
        long number = 0;
        for (byte octet : value) {
            number = number << 8 | octet & 0xff;
        }
        return number;
    }

    private String endpoint(int address, int port) throws IOException {
        return InetAddress.getByAddress(chunks.getOrDefault(address, new byte[0])).getHostAddress() + ":"
                + number(port);
    }

    /** Who sent it, of IPv4. */
    String source() throws IOException {
        return endpoint(3, 7);
    }

    /** Who gets it. */
    String destination() throws IOException {
        return endpoint(4, 8);
    }

    /** Whether it says of itself that it is SIP over IPv4, in this second. */
    boolean isSipOfNow() throws IOException {
        return number(1) == 2 && number(11) == 1 && Math.abs(System.currentTimeMillis() / 1000 - number(9)) < 600
                && number(10) < 1_000_000;
    }

    long agent() throws IOException {
        return number(12);
    }

    String correlation() {
        return new String(chunks.getOrDefault(17, new byte[0]), StandardCharsets.UTF_8);
    }

    SipText message() {
        return SipText.parse(chunks.getOrDefault(15, new byte[0]));
    }
}
