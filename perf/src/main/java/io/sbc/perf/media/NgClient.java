package io.sbc.perf.media;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** rtpengine's control protocol "ng": a cookie and a bencoded dictionary in a datagram, answered by the same. */
final class NgClient implements AutoCloseable {

    private static final int ATTEMPTS = 20;
    private static final int WAIT_MILLIS = 500;
    private static final int ANSWER_MAX = 65_536;

    private final DatagramSocket socket;
    private final InetSocketAddress server;
    private int cookies;

    NgClient(int port) throws IOException {
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(WAIT_MILLIS);
        server = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    /** Asks, again when no answer comes; values are text, or lists of texts. */
    synchronized Map<String, Object> ask(Map<String, Object> question) throws IOException {
        String cookie = "bench" + cookies++;
        var out = new ByteArrayOutputStream();
        out.writeBytes((cookie + " ").getBytes(StandardCharsets.UTF_8));
        write(question, out);
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            socket.send(new DatagramPacket(out.toByteArray(), out.size(), server));
            var answer = new DatagramPacket(new byte[ANSWER_MAX], ANSWER_MAX);
            try {
                socket.receive(answer);
            } catch (SocketTimeoutException e) {
                // It is starting, or the datagram was lost: the cookie makes asking again harmless.
                continue;
            }
            String text = new String(answer.getData(), 0, answer.getLength(), StandardCharsets.ISO_8859_1);
            if (text.startsWith(cookie + " ")) {
                return dictionary(new Reader(text.substring(cookie.length() + 1)).value());
            }
        }
        throw new IOException("rtpengine does not answer");
    }

    @SuppressWarnings("unchecked") // Bencoded dictionaries have strings for keys.
    private static Map<String, Object> dictionary(Object value) throws IOException {
        if (!(value instanceof Map<?, ?> map)) {
            throw new IOException("no dictionary: " + value);
        }
        return (Map<String, Object>) map;
    }

    private static void write(Object value, ByteArrayOutputStream out) {
        switch (value) {
            case Map<?, ?> map -> {
                out.write('d');
                map.forEach((key, each) -> {
                    write(key, out);
                    write(each, out);
                });
                out.write('e');
            }
            case List<?> list -> {
                out.write('l');
                list.forEach(each -> write(each, out));
                out.write('e');
            }
            default -> {
                byte[] octets = value.toString().getBytes(StandardCharsets.UTF_8);
                out.writeBytes((octets.length + ":").getBytes(StandardCharsets.UTF_8));
                out.writeBytes(octets);
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }

    /** Reads bencoded text; each character stands for an octet. */
    private static final class Reader {

        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        Object value() {
            char kind = text.charAt(at);
            return switch (kind) {
                case 'd' -> {
                    at++;
                    Map<String, Object> map = new LinkedHashMap<>();
                    while (text.charAt(at) != 'e') {
                        String key = value().toString();
                        map.put(key, value());
                    }
                    at++;
                    yield map;
                }
                case 'l' -> {
                    at++;
                    List<Object> list = new ArrayList<>();
                    while (text.charAt(at) != 'e') {
                        list.add(value());
                    }
                    at++;
                    yield list;
                }
                case 'i' -> {
                    int end = text.indexOf('e', at);
                    String number = text.substring(at + 1, end);
                    at = end + 1;
                    yield number;
                }
                default -> {
                    int colon = text.indexOf(':', at);
                    int length = Integer.parseInt(text, at, colon, 10);
                    at = colon + 1 + length;
                    yield text.substring(colon + 1, at);
                }
            };
        }
    }
}
