package io.sbc.core.sdp.negotiate;

import io.sbc.core.sdp.CryptoAttribute;
import io.sbc.core.sdp.Direction;
import io.sbc.core.sdp.SdpLine;
import io.sbc.core.sdp.SdpMedia;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.SdpText;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Writes the descriptions that a peer gets to see in place of the other peer's. What describes the media itself passes;
 * whatever may hold an address, a name, a key or a session id of the other side does not. The rule is a list of what
 * passes, so that an attribute nobody thought of stays inside.
 */
final class OwnDescription {

    /** Attributes of an m-line that pass: codecs, packet times, feedback, header extensions, meaning of the content. */
    private static final Set<String> MEDIA_ATTRIBUTES = Set
            .of("rtpmap", "fmtp", "ptime", "maxptime", "minptime", "rtcp-fb", "rtcp-rsize", "framerate", "framesize",
                    "quality", "orient", "imageattr", "extmap", "extmap-allow-mixed", "silenceSupp", "content", "lang",
                    "sdplang");

    private static final Set<String> SESSION_ATTRIBUTES = Set.of("extmap", "extmap-allow-mixed", "lang", "sdplang");

    /** Bandwidth types that pass: RFC 8866 §5.8, RFC 3556, RFC 3890. */
    private static final Set<String> BANDWIDTHS = Set.of("CT", "AS", "RS", "RR", "TIAS");

    /** Attributes that begin with a payload type. */
    private static final Set<String> BY_FORMAT = Set.of("rtpmap", "fmtp", "rtcp-fb");

    /**
     * One m-line of ours.
     *
     * @param address our own; its port is written as 0 unless {@code active}
     */
    record Stream(boolean active, InetSocketAddress address, String profile, List<String> formats, Direction direction,
            boolean rtcpMux, List<CryptoAttribute> crypto) {}

    /**
     * Our session in the eyes of one peer (RFC 8866 §5.2).
     *
     * @param last what the peer saw last; null before the first
     */
    record Origin(long sessionId, long version, @Nullable SdpSession last) {

        static Origin of(long sessionId) {
            return new Origin(sessionId, 1, null);
        }

        SdpSession description() {
            if (last == null) {
                throw new IllegalStateException("nothing written yet");
            }
            return last;
        }

        /** The same description under the next version: the peer has seen another one under this. */
        Origin renewed() {
            return next(description().media());
        }

        /** The same description with these crypto lines, for each m-line, in place of those it has, under the next version. */
        Origin withCrypto(List<List<CryptoAttribute>> crypto) {
            List<SdpMedia> before = description().media();
            List<SdpMedia> media = new ArrayList<>();
            for (int i = 0; i < before.size(); i++) {
                SdpMedia stream = before.get(i);
                List<SdpLine> lines = new ArrayList<>(
                        stream.lines().stream().filter(line -> line.type() != 'm'
                                && !line.attributeName().equals("crypto")).toList());
                crypto.get(i).forEach(each -> lines.add(SdpLine.attribute("crypto", each.write())));
                media.add(SdpMedia.of(stream.type(), stream.port(), stream.profile(), stream.formats(), lines));
            }
            return next(media);
        }

        private Origin next(List<SdpMedia> media) {
            SdpSession same = description();
            long next = version + 1;
            List<SdpLine> lines = same.sessionLines().stream()
                    .map(line -> line.type() == 'o'
                            ? new SdpLine('o', line.value().replaceFirst("^(- \\d+) \\d+ ", "$1 " + next + " "))
                            : line)
                    .toList();
            return new Origin(sessionId, next, SdpSession.of(lines, media));
        }
    }

    private OwnDescription() {}

    /**
     * Our description in place of {@code source}. The version of {@code o=} goes up by one when anything differs from the
     * last one (RFC 3264 §8).
     */
    static Origin write(Origin origin, String sessionName, SdpSession source, List<Stream> streams) {
        SdpSession same = write(origin.sessionId, origin.version, sessionName, source, streams);
        SdpSession last = origin.last;
        if (last == null || last.equals(same)) {
            return new Origin(origin.sessionId, origin.version, same);
        }
        long version = origin.version + 1;
        return new Origin(origin.sessionId, version,
                write(origin.sessionId, version, sessionName, source, streams));
    }

    private static SdpSession write(long sessionId, long version, String sessionName, SdpSession source,
            List<Stream> streams) {
        String connection = connection(streams.getFirst().address);
        List<SdpLine> lines = new ArrayList<>();
        lines.add(new SdpLine('v', "0"));
        lines.add(new SdpLine('o', "- " + sessionId + ' ' + version + ' ' + connection));
        lines.add(new SdpLine('s', sessionName));
        lines.add(new SdpLine('c', connection));
        source.sessionLines().stream().filter(OwnDescription::isBandwidth).forEach(lines::add);
        lines.add(new SdpLine('t', "0 0"));
        source.sessionLines().stream().filter(line -> SESSION_ATTRIBUTES.contains(line.attributeName()))
                .forEach(lines::add);
        List<SdpMedia> media = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            media.add(write(streams.get(i), source.media().get(i), connection));
        }
        return SdpSession.of(lines, media);
    }

    private static SdpMedia write(Stream stream, SdpMedia source, String sessionConnection) {
        if (!stream.active) {
            return SdpMedia.of(source.type(), 0, stream.profile, stream.formats, List.of());
        }
        List<SdpLine> lines = new ArrayList<>();
        String connection = connection(stream.address);
        if (!connection.equals(sessionConnection)) {
            lines.add(new SdpLine('c', connection));
        }
        source.lines().stream().filter(OwnDescription::isBandwidth).forEach(lines::add);
        for (SdpLine line : source.lines()) {
            if (MEDIA_ATTRIBUTES.contains(line.attributeName()) && isOfFormats(line, stream.formats)) {
                lines.add(line);
            }
        }
        lines.add(SdpLine.attribute(stream.direction.attribute(), ""));
        if (stream.rtcpMux) {
            lines.add(SdpLine.attribute("rtcp-mux", ""));
        }
        stream.crypto.forEach(crypto -> lines.add(SdpLine.attribute("crypto", crypto.write())));
        return SdpMedia.of(source.type(), stream.address.getPort(), stream.profile, stream.formats, lines);
    }

    private static boolean isBandwidth(SdpLine line) {
        if (line.type() != 'b') {
            return false;
        }
        int colon = line.value().indexOf(':');
        return colon > 0 && BANDWIDTHS.contains(line.value().substring(0, colon))
                && SdpText.isNumber(line.value().substring(colon + 1), 12);
    }

    /** Whether an attribute that begins with a payload type begins with one of {@code formats}, or with {@code *}. */
    private static boolean isOfFormats(SdpLine line, List<String> formats) {
        if (!BY_FORMAT.contains(line.attributeName())) {
            return true;
        }
        String value = line.attributeValue();
        int space = value.indexOf(' ');
        String format = space < 0 ? value : value.substring(0, space);
        return format.equals("*") || formats.contains(format);
    }

    /** {@code IN IP4 192.0.2.1}. */
    private static String connection(InetSocketAddress address) {
        String host = Optional.ofNullable(address.getAddress()).map(ip -> {
            String text = ip.getHostAddress();
            int zone = text.indexOf('%');
            return zone < 0 ? text : text.substring(0, zone);
        }).orElse(address.getHostString());
        boolean ipv6 = address.getAddress() instanceof Inet6Address || host.indexOf(':') >= 0;
        return (ipv6 ? "IN IP6 " : "IN IP4 ") + host;
    }
}
