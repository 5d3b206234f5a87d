package io.sbc.core.sdp.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.sdp.negotiate.PolicyTable.Peer;
import io.sbc.core.sdp.negotiate.PolicyTable.Row;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Inbound;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Outbound;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables in {@code docs/media-security.md} are what is negotiated; {@code -Dsbc.write-docs=true} writes them anew. */
class MediaSecurityDocTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "media-security.md");
    private static final String BEGIN = "<!-- made by MediaSecurityDocTest from here -->\n";
    private static final String END = "<!-- to here -->\n";

    @Test
    void shouldHaveTheTablesOfWhatIsNegotiated() throws IOException {
        String document = Files.readString(DOCUMENT);
        int from = document.indexOf(BEGIN) + BEGIN.length();
        int to = document.indexOf(END);
        assertTrue(from > BEGIN.length() && to >= from, "the marks are gone");
        String made = tables();

        if (Boolean.getBoolean("sbc.write-docs")) {
            Files.writeString(DOCUMENT, document.substring(0, from) + made + document.substring(to));
        } else {
            assertEquals(made, document.substring(from, to),
                    "docs/media-security.md is out of date: run this test with -Dsbc.write-docs=true");
        }
    }

    private static String tables() {
        List<Row> rows = PolicyTable.play(Side.ICP).stream()
                .filter(row -> row.settings().preferred() == SrtpSuite.AES_CM_128_HMAC_SHA1_80).toList();
        StringBuilder out = new StringBuilder("\n| the peer offers |").append(words(Inbound.values())).append('\n')
                .append("|---|---|---|---|\n");
        for (Peer peer : Peer.values()) {
            if (peer.offers) {
                out.append(line(peer, Stream.of(Inbound.values()).map(inbound -> rows.stream()
                        .filter(row -> row.peer() == peer && row.settings().inbound() == inbound).findFirst()
                        .orElseThrow()).toList()));
            }
        }
        out.append("\n| the peer answers |").append(words(Outbound.values())).append('\n')
                .append("|---|---|---|---|\n");
        for (Peer peer : Peer.values()) {
            if (!peer.offers) {
                out.append(line(peer, Stream.of(Outbound.values()).map(outbound -> rows.stream()
                        .filter(row -> row.peer() == peer && row.settings().outbound() == outbound).findFirst()
                        .orElseThrow()).toList()));
            }
        }
        return out.append('\n').toString();
    }

    private static String words(Enum<?>[] settings) {
        return Stream.of(settings).map(setting -> " `" + PolicyTable.word(setting) + "` |")
                .collect(Collectors.joining());
    }

    private static String line(Peer peer, List<Row> cells) {
        String head = peer.words.replace("same", "the profile of our offer").replace("preferred", "80")
                .replace("other", "32");
        return "| " + head + " | " + cells.stream().map(MediaSecurityDocTest::cell).collect(Collectors.joining(" | "))
                + " |\n";
    }

    private static String cell(Row row) {
        boolean refused = row.answer().equals("488") || row.carried().startsWith("488");
        if (refused) {
            return "488: " + row.carried().replaceFirst(".*Warning [0-9]+ audio \\(m-line [0-9]\\) ", "");
        }
        return row.peer().offers ? "`" + row.answer() + "`" : row.carried();
    }
}
