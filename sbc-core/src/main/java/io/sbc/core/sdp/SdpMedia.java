package io.sbc.core.sdp;

import java.util.ArrayList;
import java.util.Collections;
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
        List<String> parts = SdpText.words(lines.getFirst().value(), " ");
        if (parts.size() < 4 || parts.getFirst().isEmpty()) {
            return Optional.empty();
        }
        // The number of ports behind a slash is for layered streams, which nobody sends: the first port counts.
        String ports = parts.get(1);
        int slash = ports.indexOf('/');
        int port = port(slash < 0 ? ports : ports.substring(0, slash));
        return port < 0
                ? Optional.empty()
                : Optional.of(new SdpMedia(parts.get(0), port, parts.get(2), parts.subList(3, parts.size()), lines));
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
        List<String> values = new ArrayList<>();
        for (SdpLine line : lines) {
            if (line.isAttribute(name)) {
                values.add(line.attributeValue());
            }
        }
        return Collections.unmodifiableList(values);
    }

    public boolean has(String attribute) {
        for (SdpLine line : lines) {
            if (line.isAttribute(attribute)) {
                return true;
            }
        }
        return false;
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
