package io.sbc.core.sdp;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a description line by line. Strict where something would be misunderstood (form of a line, m-lines, addresses),
 * tolerant otherwise: lines may end in LF alone, their order is not checked, and s= and t= may be missing.
 */
final class SdpReader {

    private static final int MAX_OCTETS = 64 * 1024;
    private static final int MAX_MEDIA = 16;

    private SdpReader() {}

    static SdpParseResult read(byte[] bytes) {
        if (bytes.length > MAX_OCTETS) {
            return new SdpParseResult.Malformed("more than " + MAX_OCTETS + " octets");
        }
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        List<SdpLine> session = new ArrayList<>();
        List<List<SdpLine>> media = new ArrayList<>();
        List<SdpLine> current = session;
        int number = 0;
        int at = 0;
        while (at < text.length()) {
            int feed = text.indexOf('\n', at);
            int next = feed < 0 ? text.length() : feed + 1;
            int end = feed < 0 ? text.length() : feed;
            if (end > at && text.charAt(end - 1) == '\r') {
                end--;
            }
            number++;
            if (end == at) {
                // An empty line may end the text, nothing may follow it.
                if (!text.substring(at).isBlank()) {
                    return new SdpParseResult.Malformed("line " + number + " is empty");
                }
                break;
            }
            if (!isLine(text, at, end)) {
                return new SdpParseResult.Malformed("line " + number + " is not of the form type=value");
            }
            SdpLine line = new SdpLine(text.charAt(at), text.substring(at + 2, end));
            if (line.type() == 'm') {
                if (media.size() == MAX_MEDIA) {
                    return new SdpParseResult.Malformed("more than " + MAX_MEDIA + " m-lines");
                }
                current = new ArrayList<>();
                media.add(current);
            }
            if (line.type() == 'c' && SdpSession.connectionAddress(List.of(line)).isEmpty()) {
                return new SdpParseResult.Malformed("line " + number + " is no connection line");
            }
            current.add(line);
            at = next;
        }
        return build(session, media);
    }

    private static boolean isLine(String text, int from, int to) {
        if (to - from < 2 || text.charAt(from + 1) != '=' || text.charAt(from) < 'a' || text.charAt(from) > 'z') {
            return false;
        }
        for (int i = from + 2; i < to; i++) {
            char c = text.charAt(i);
            if (c == '\r' || c == 0) {
                return false;
            }
        }
        return true;
    }

    private static SdpParseResult build(List<SdpLine> session, List<List<SdpLine>> mediaLines) {
        if (session.isEmpty() || !session.getFirst().equals(new SdpLine('v', "0"))) {
            return new SdpParseResult.Malformed("it does not begin with v=0");
        }
        List<SdpMedia> media = new ArrayList<>();
        for (List<SdpLine> lines : mediaLines) {
            Optional<SdpMedia> stream = SdpMedia.of(lines);
            if (stream.isEmpty()) {
                return new SdpParseResult.Malformed("m-line " + (media.size() + 1) + " is malformed");
            }
            media.add(stream.get());
        }
        return new SdpParseResult.Parsed(SdpSession.of(session, media));
    }
}
