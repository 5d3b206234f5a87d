package io.sbc.admin.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The sockets of the network name space, as {@code /proc/net} has them: addresses in hex, each 32-bit word in the order of a little-endian
 * machine.
 */
final class SocketTable {

    private static final Map<String, String> STATES = Map.ofEntries(Map.entry("01", "established"),
            Map.entry("02", "syn-sent"), Map.entry("03", "syn-received"), Map.entry("04", "fin-wait-1"),
            Map.entry("05", "fin-wait-2"), Map.entry("06", "time-wait"), Map.entry("07", "unconnected"),
            Map.entry("08", "close-wait"), Map.entry("09", "last-ack"), Map.entry("0A", "listening"),
            Map.entry("0B", "closing"));
    private static final int FIELDS_MIN = 10;
    private static final int DROPS = 12;
    private static final int WORD = 4;

    private final Path root;

    SocketTable(Path root) {
        this.root = root;
    }

    void writeTo(PartText out) {
        out.line("protocol  local  remote  state  send-queue  receive-queue  drops");
        for (String protocol : List.of("tcp", "tcp6", "udp", "udp6")) {
            Path table = root.resolve("proc/net/" + protocol);
            try (BufferedReader in = Files.newBufferedReader(table)) {
                in.lines().skip(1).takeWhile(_ -> !out.isFull()).forEach(line -> out.line(row(protocol, line)));
            } catch (IOException missing) {
                out.line(table + ": " + missing.getMessage());
            }
        }
    }

    static String row(String protocol, String line) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length < FIELDS_MIN) {
            return protocol + "  " + line.strip();
        }
        String[] queues = fields[4].split(":", 2);
        return "%s  %s  %s  %s  %d  %d  %s".formatted(protocol, address(fields[1]), address(fields[2]),
                STATES.getOrDefault(fields[3], fields[3]), Long.parseLong(queues[0], 16), Long.parseLong(queues[1], 16),
                protocol.startsWith("udp") && fields.length > DROPS ? fields[DROPS] : "-");
    }

    private static String address(String text) {
        String[] parts = text.split(":", 2);
        byte[] octets = HexFormat.of().parseHex(parts[0]);
        byte[] inOrder = new byte[octets.length];
        for (int i = 0; i < octets.length; i++) {
            inOrder[i] = octets[i / WORD * WORD + WORD - 1 - i % WORD];
        }
        try {
            String host = InetAddress.getByAddress(inOrder).getHostAddress();
            return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + Integer.parseInt(parts[1], 16);
        } catch (UnknownHostException noAddress) {
            return text;
        }
    }
}
