package io.sbc.core.policy;

import io.sbc.core.sdp.SdpLine;
import io.sbc.core.sdp.SdpMedia;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which audio codecs a description may name, and which of them come first (SIP-13). Telephone events and comfort noise
 * stay whatever the rule says, and a line that would lose its last codec stays as it is: a rule never breaks a call that
 * the peers could have had. Names are those of {@code a=rtpmap}, without case. Pure.
 *
 * @param order these first, in this order; all others behind them in theirs
 * @param remove these not at all
 */
public record CodecRule(List<String> order, Set<String> remove) {

    /** Changes nothing. */
    public static final CodecRule NONE = new CodecRule(List.of(), Set.of());

    private static final Set<String> ALWAYS = Set.of("telephone-event", "cn");
    private static final Set<String> PER_FORMAT = Set.of("rtpmap", "fmtp", "rtcp-fb");

    /** RFC 3551 §6: what the static payload types are without a line that says so. */
    private static final Map<String, String> STATIC = Map.of("0", "pcmu", "3", "gsm", "4", "g723", "8", "pcma", "9",
            "g722", "13", "cn", "15", "g728", "18", "g729");

    public CodecRule {
        order = order.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        remove = Set.copyOf(remove.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList());
    }

    boolean isNothing() {
        return order.isEmpty() && remove.isEmpty();
    }

    /** The description after this rule; empty when nothing changes, or it cannot be read. */
    Optional<byte[]> on(byte[] body) {
        if (!(SdpSession.parse(body) instanceof SdpParseResult.Parsed(SdpSession session))) {
            return Optional.empty();
        }
        List<SdpMedia> media = session.media().stream().map(this::on).toList();
        return media.equals(session.media())
                ? Optional.empty()
                : Optional.of(SdpSession.of(session.sessionLines(), media).toBytes());
    }

    private SdpMedia on(SdpMedia media) {
        if (!media.type().equals("audio") || media.port() == 0) {
            return media;
        }
        Map<String, String> names = names(media);
        List<String> kept = new ArrayList<>(media.formats().stream()
                .filter(format -> ALWAYS.contains(name(names, format)) || !remove.contains(name(names, format)))
                .toList());
        if (kept.stream().allMatch(format -> ALWAYS.contains(name(names, format)))) {
            kept = new ArrayList<>(media.formats());
        }
        kept.sort(Comparator.comparingInt(format -> rank(name(names, format)))); // stable
        return kept.equals(media.formats()) ? media : with(media, kept);
    }

    private static String name(Map<String, String> names, String format) {
        return names.getOrDefault(format, STATIC.getOrDefault(format, ""));
    }

    private int rank(String name) {
        int at = order.indexOf(name);
        return at < 0 ? order.size() : at;
    }

    private static Map<String, String> names(SdpMedia media) {
        Map<String, String> names = new HashMap<>();
        for (String map : media.attributes("rtpmap")) {
            int space = map.indexOf(' ');
            int slash = map.indexOf('/', Math.max(space, 0));
            if (space > 0 && slash > space) {
                names.put(map.substring(0, space), map.substring(space + 1, slash).strip().toLowerCase(Locale.ROOT));
            }
        }
        return names;
    }

    /** With these formats, and without the lines of those that are gone. */
    private static SdpMedia with(SdpMedia media, List<String> formats) {
        List<SdpLine> below = media.lines().stream().skip(1).filter(line -> {
            if (!PER_FORMAT.contains(line.attributeName())) {
                return true;
            }
            String format = line.attributeValue().split(" ", 2)[0];
            return format.equals("*") || formats.contains(format);
        }).toList();
        return SdpMedia.of(media.type(), media.port(), media.profile(), formats, below);
    }
}
