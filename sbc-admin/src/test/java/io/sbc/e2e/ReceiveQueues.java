package io.sbc.e2e;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The receive buffers of some UDP sockets, whoever has them, as the kernel tells (proc(5), /proc/net/udp): who sends to them can wait
 * until everything was read, and knows afterwards that the kernel dropped nothing.
 */
final class ReceiveQueues {
    private static final List<Path> TABLES = List.of(Path.of("/proc/net/udp"), Path.of("/proc/net/udp6"));
    private static final int LOCAL = 1;
    private static final int QUEUES = 4;
    private static final int DROPS = 12;
    private static final long LIMIT_NANOS = Duration.ofSeconds(20).toNanos();

    private final Set<String> names;

    private ReceiveQueues(Set<String> names) {
        this.names = names;
    }

    static ReceiveQueues of(InetSocketAddress... sockets) {
        return new ReceiveQueues(Arrays.stream(sockets).map(ReceiveQueues::name).collect(Collectors.toSet()));
    }

    /** Each 32 bits of the address as this machine reads them, in hexadecimal digits. */
    private static String name(InetSocketAddress socket) {
        InetAddress address = socket.getAddress();
        byte[] octets = address.getAddress();
        StringBuilder digits = new StringBuilder();
        for (int word = 0; word < octets.length; word += 4) {
            for (int i = 3; i >= 0; i--) {
                digits.append(String.format(Locale.ROOT, "%02X", octets[word + i]));
            }
        }
        return digits + String.format(Locale.ROOT, ":%04X", socket.getPort());
    }

    /** Waits until nothing is in them. */
    void awaitEmpty() throws IOException {
        long deadline = System.nanoTime() + LIMIT_NANOS;
        while (sum(QUEUES) > 0) {
            if (System.nanoTime() - deadline > 0) {
                throw new IOException("nobody reads " + names);
            }
            Thread.yield();
        }
    }

    /** How many datagrams found no room, since the sockets were opened. */
    long dropped() throws IOException {
        return sum(DROPS);
    }

    private long sum(int column) throws IOException {
        long sum = 0;
        int found = 0;
        for (Path table : TABLES) {
            for (String line : Files.readAllLines(table)) {
                String[] words = line.trim().split(" +");
                if (words.length > DROPS && names.contains(words[LOCAL])) {
                    found++;
                    sum += column == QUEUES
                            ? Long.parseLong(words[QUEUES].substring(words[QUEUES].indexOf(':') + 1), 16)
                            : Long.parseLong(words[column]);
                }
            }
        }
        if (found != names.size()) {
            throw new IOException(found + " of the sockets " + names + " are there");
        }
        return sum;
    }
}
