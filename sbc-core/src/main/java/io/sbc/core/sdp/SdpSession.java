package io.sbc.core.sdp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A session description (RFC 8866), parsed, immutable. Lines and attributes that we do not know are kept in their place
 * and written back. The owner of {@code core.sdp} may add to this type, not change what is here.
 */
public final class SdpSession {

    private final List<SdpLine> sessionLines;
    private final List<SdpMedia> media;

    private SdpSession(List<SdpLine> sessionLines, List<SdpMedia> media) {
        this.sessionLines = List.copyOf(sessionLines);
        this.media = List.copyOf(media);
    }

    /** A description of our own: its lines before the first m-line, and its m-lines. */
    public static SdpSession of(List<SdpLine> sessionLines, List<SdpMedia> media) {
        return new SdpSession(sessionLines, media);
    }

    /** Parses at most 64 KiB with at most 16 m-lines; empty with what is malformed. */
    public static SdpParseResult parse(byte[] bytes) {
        return SdpReader.read(bytes);
    }

    /** The m-lines in order. */
    public List<SdpMedia> media() {
        return media;
    }

    /** The lines before the first m-line, in order. */
    public List<SdpLine> sessionLines() {
        return sessionLines;
    }

    /** The session-level connection address, if there is one. */
    public Optional<String> connectionAddress() {
        return connectionAddress(sessionLines);
    }

    /** The address that {@code media} is received at: its own, else the session's. */
    public Optional<String> connectionAddress(SdpMedia media) {
        return media.connectionAddress().or(this::connectionAddress);
    }

    /** The direction of {@code media}: its own, else the session's, else sendrecv (RFC 8866 §6.7). */
    public Direction direction(SdpMedia media) {
        return media.direction().or(() -> direction(sessionLines)).orElse(Direction.SENDRECV);
    }

    /** Of {@code c=IN IP4 192.0.2.1/127}: the address without time-to-live. */
    static Optional<String> connectionAddress(List<SdpLine> lines) {
        for (SdpLine line : lines) {
            if (line.type() == 'c') {
                List<String> parts = SdpText.words(line.value(), " ");
                if (parts.size() != 3) {
                    return Optional.empty();
                }
                String address = parts.get(2);
                int slash = address.indexOf('/');
                return Optional.of(slash < 0 ? address : address.substring(0, slash));
            }
        }
        return Optional.empty();
    }

    static Optional<Direction> direction(List<SdpLine> lines) {
        Optional<Direction> last = Optional.empty();
        for (SdpLine line : lines) {
            if (line.type() == 'a') {
                Optional<Direction> here = Direction.ofAttribute(line.attributeName());
                last = here.isPresent() ? here : last;
            }
        }
        return last;
    }

    /** Every line in order. */
    public List<SdpLine> lines() {
        List<SdpLine> all = new ArrayList<>(sessionLines);
        media.forEach(stream -> all.addAll(stream.lines()));
        return all;
    }

    /** This description as bytes. */
    public byte[] toBytes() {
        StringBuilder out = new StringBuilder(512);
        for (SdpLine line : lines()) {
            out.append(line.type()).append('=').append(line.value()).append("\r\n");
        }
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SdpSession that && lines().equals(that.lines());
    }

    @Override
    public int hashCode() {
        return lines().hashCode();
    }

    /** For people: keys are masked. */
    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(512);
        lines().forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }
}
