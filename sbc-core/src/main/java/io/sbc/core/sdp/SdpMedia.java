package io.sbc.core.sdp;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One m-line with what belongs to it (RFC 8866 §5.14). Immutable. */
public final class SdpMedia {

    private final String type;
    private final int port;
    private final String profile;
    private final List<String> formats;
    private final List<SdpLine> lines;

    /** @param lines the m-line first */
    private SdpMedia(String type, int port, String profile, List<String> formats, List<SdpLine> lines) {
        this.type = type;
        this.port = port;
        this.profile = profile;
        this.formats = List.copyOf(formats);
        this.lines = List.copyOf(lines);
    }

    /** Reads the m-line that {@code lines} begin with; empty when it is malformed. */
    static Optional<SdpMedia> of(List<SdpLine> lines) {
        String[] parts = lines.getFirst().value().trim().split(" +", -1);
        if (parts.length < 4 || parts[0].isEmpty()) {
            return Optional.empty();
        }
        // The number of ports behind a slash is for layered streams, which nobody sends: the first port counts.
        int slash = parts[1].indexOf('/');
        int port = port(slash < 0 ? parts[1] : parts[1].substring(0, slash));
        return port < 0
                ? Optional.empty()
                : Optional.of(new SdpMedia(parts[0], port, parts[2], List.of(parts).subList(3, parts.length), lines));
    }

    /** An m-line of our own. */
    public static SdpMedia of(String type, int port, String profile, List<String> formats, List<SdpLine> below) {
        SdpLine first = new SdpLine('m', type + ' ' + port + ' ' + profile + ' ' + String.join(" ", formats));
        List<SdpLine> lines = new ArrayList<>(below.size() + 1);
        lines.add(first);
        lines.addAll(below);
        return new SdpMedia(type, port, profile, formats, lines);
    }

    private static int port(String text) {
        if (text.isEmpty() || text.length() > 5) {
            return -1;
        }
        int port = 0;
        for (int i = 0; i < text.length(); i++) {
            int digit = text.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            port = port * 10 + digit;
        }
        return port <= 65535 ? port : -1;
    }

    /** {@code audio}, {@code video} and so on. */
    public String type() {
        return type;
    }

    /** 0 to 65535; 0 declines or ends the stream (RFC 3264 §6). */
    public int port() {
        return port;
    }

    /** For example {@code RTP/SAVP}. */
    public String profile() {
        return profile;
    }

    /** Payload types or formats, in order. */
    public List<String> formats() {
        return formats;
    }

    /** Values of an attribute, {@code ""} for a flag, in order. */
    public List<String> attributes(String name) {
        return lines.stream().filter(line -> line.attributeName().equals(name)).map(SdpLine::attributeValue).toList();
    }

    public boolean has(String attribute) {
        return lines.stream().anyMatch(line -> line.attributeName().equals(attribute));
    }

    /** The address of a connection line of this m-line's own, if there is one. */
    public Optional<String> connectionAddress() {
        return SdpSession.connectionAddress(lines);
    }

    /** The direction attribute of this m-line's own, if there is one; the last one counts. */
    public Optional<Direction> direction() {
        return SdpSession.direction(lines);
    }

    /** Every line in order, the m-line first. */
    public List<SdpLine> lines() {
        return lines;
    }
}
