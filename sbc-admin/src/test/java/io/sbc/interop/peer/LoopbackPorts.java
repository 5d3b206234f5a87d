package io.sbc.interop.peer;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.BitSet;
import java.util.random.RandomGenerator;

/**
 * Ports of 127.0.0.1 that nobody holds, below the range from which the kernel takes client ports (32768 up) and apart from
 * each other, so that several test runs live on one machine. A port is free when asked, not reserved: start its owner soon. What one
 * of these gave it does not give again: an SBC takes its media ports as calls come.
 */
public final class LoopbackPorts {

    private static final int FIRST = 10_240;
    private static final int LAST = 32_000;
    private static final int ATTEMPTS = 200;

    private final RandomGenerator random;
    private final BitSet given = new BitSet();

    public LoopbackPorts(RandomGenerator random) {
        this.random = random;
    }

    /** One port, free for UDP and TCP. */
    public int one() {
        return block(1);
    }

    /** The even first port of {@code count} neighbours, all free for UDP and TCP. */
    public int block(int count) {
        for (int i = 0; i < ATTEMPTS; i++) {
            int first = random.nextInt(FIRST, LAST - count) & ~1;
            int next = given.nextSetBit(first);
            if ((next < 0 || next >= first + count) && areFree(first, count)) {
                given.set(first, first + count);
                return first;
            }
        }
        throw new IllegalStateException("no " + count + " free ports in a row on 127.0.0.1");
    }

    private static boolean areFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            if (!isFree(port)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isFree(int port) {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (var udp = new DatagramSocket(address); var tcp = new ServerSocket()) {
            tcp.bind(address);
            return udp.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
