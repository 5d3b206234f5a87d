package io.sbc.kit.sdp;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * A session description with one audio stream.
 *
 * @param sessionId      the session id of the o= line
 * @param version        grows with every change (RFC 3264 §8)
 * @param connection     where its describer wants to receive RTP; port 0 rejects the stream
 * @param profile        {@code RTP/AVP} or {@code RTP/SAVP}
 * @param payloadTypes   in the order of preference
 * @param cryptos        the crypto attributes
 * @param rtcpPort       of the attribute of RFC 3605, 0 when there is none
 * @param telephoneEvent the payload type of telephone events (RFC 4733), 0 when there is none
 */
public record Sdp(long sessionId, long version, InetSocketAddress connection, String profile,
        List<Integer> payloadTypes,
        Direction direction, List<Crypto> cryptos, int rtcpPort, int telephoneEvent) {
    /** RTP without security (RFC 3551). */
    public static final String AVP = "RTP/AVP";
    /** RFC 3551 §6. */
    private static final int DYNAMIC_MIN = 96;
    /** SRTP (RFC 3711 §12). */
    public static final String SAVP = "RTP/SAVP";

    public Sdp {
        payloadTypes = List.copyOf(payloadTypes);
        cryptos = List.copyOf(cryptos);
    }

    /** A description whose one dynamic payload type, if it has one, is that of telephone events. */
    public Sdp(long sessionId, long version, InetSocketAddress connection, String profile, List<Integer> payloadTypes,
            Direction direction, List<Crypto> cryptos, int rtcpPort) {
        this(sessionId, version, connection, profile, payloadTypes, direction, cryptos, rtcpPort,
                payloadTypes.stream().filter(type -> type >= DYNAMIC_MIN).findFirst().orElse(0));
    }

    /** Where RTCP goes: next to RTP (RFC 3550 §11) unless the attribute says otherwise. */
    public InetSocketAddress rtcp() {
        return new InetSocketAddress(connection.getAddress(), rtcpPort > 0 ? rtcpPort : connection.getPort() + 1);
    }

    /**
     * Reads a description.
     *
     * @throws IllegalArgumentException when there is no audio stream in it, or a line cannot be read
     */
    public static Sdp parse(String text) {
        return new Reader().read(text);
    }

    /** The description as text. */
    public String write() {
        String family = connection.getAddress() instanceof java.net.Inet6Address ? "IP6" : "IP4";
        String host = connection.getAddress().getHostAddress();
        List<String> lines = new ArrayList<>();
        lines.add("v=0");
        lines.add("o=- " + sessionId + " " + version + " IN " + family + " " + host);
        lines.add("s=-");
        lines.add("c=IN " + family + " " + host);
        lines.add("t=0 0");
        StringBuilder media = new StringBuilder("m=audio " + connection.getPort() + " " + profile);
        payloadTypes.forEach(type -> media.append(' ').append(type));
        lines.add(media.toString());
        for (int type : payloadTypes) {
            switch (type) {
                case 0 -> lines.add("a=rtpmap:0 PCMU/8000");
                case 8 -> lines.add("a=rtpmap:8 PCMA/8000");
                default -> {
                    if (type < DYNAMIC_MIN) {
                        throw new IllegalStateException("payload type " + type + " has no name here");
                    }
                    // The only dynamic type that the kit has (RFC 4733 §7.1.1).
                    lines.add("a=rtpmap:" + type + " telephone-event/8000");
                    lines.add("a=fmtp:" + type + " 0-16");
                }
            }
        }
        cryptos.forEach(crypto -> lines.add("a=crypto:" + crypto.write()));
        lines.add("a=ptime:20");
        lines.add("a=" + direction.sdpName());
        return String.join("\r\n", lines) + "\r\n";
    }

    /** Collects the lines of a description; those of a second stream are left aside. */
    private static final class Reader {
        private long sessionId;
        private long version;
        private String host = "";
        private int port = -1;
        private String profile = "";
        private final List<Integer> types = new ArrayList<>();
        private final List<Crypto> cryptos = new ArrayList<>();
        private Direction direction = Direction.SENDRECV;
        private int rtcpPort;
        private int telephoneEvent;
        private int streams;

        Sdp read(String text) {
            for (String raw : text.split("\n", -1)) {
                String line = raw.strip();
                if (line.length() > 2 && line.charAt(1) == '=') {
                    readLine(line.charAt(0), line.substring(2));
                }
            }
            if (port < 0 || host.isEmpty()) {
                throw new IllegalArgumentException("no audio stream with an address");
            }
            return new Sdp(sessionId, version, new InetSocketAddress(host, port), profile, types, direction, cryptos,
                    rtcpPort, telephoneEvent);
        }

        private void readLine(char type, String value) {
            switch (type) {
                case 'o' -> {
                    String[] fields = value.split(" ", -1);
                    sessionId = Long.parseLong(fields[1]);
                    version = Long.parseLong(fields[2]);
                }
                case 'm' -> readMedia(value);
                case 'c' -> {
                    if (streams <= 1) {
                        String[] fields = value.split(" ", -1);
                        host = fields[2];
                    }
                }
                case 'a' -> {
                    if (streams <= 1) {
                        readAttribute(value);
                    }
                }
                default -> {
                    // v, s, t and the rest say nothing that a peer of the kit needs.
                }
            }
        }

        private void readMedia(String value) {
            streams++;
            if (streams > 1) {
                return;
            }
            String[] fields = value.split(" +", -1);
            if (!fields[0].equals("audio")) {
                throw new IllegalArgumentException("the first stream is " + fields[0]);
            }
            port = Integer.parseInt(fields[1]);
            profile = fields[2];
            for (int i = 3; i < fields.length; i++) {
                types.add(Integer.parseInt(fields[i]));
            }
        }

        private void readAttribute(String value) {
            if (value.startsWith("crypto:")) {
                cryptos.add(Crypto.parse(value.substring("crypto:".length())));
            } else if (value.startsWith("rtpmap:") && value.contains(" telephone-event/8000")) {
                telephoneEvent = Integer.parseInt(value.substring("rtpmap:".length(), value.indexOf(' ')));
            } else if (value.startsWith("rtcp:")) {
                rtcpPort = Integer.parseInt(value.substring("rtcp:".length()).split(" ", -1)[0]);
            } else {
                for (Direction candidate : Direction.values()) {
                    if (candidate.sdpName().equals(value)) {
                        direction = candidate;
                    }
                }
            }
        }
    }
}
