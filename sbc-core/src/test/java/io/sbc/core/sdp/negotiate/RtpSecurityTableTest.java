package io.sbc.core.sdp.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.sdp.negotiate.PolicyTable.Peer;
import io.sbc.core.sdp.negotiate.PolicyTable.Row;
import io.sbc.core.sdp.negotiate.PolicyTable.Settings;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Inbound;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Outbound;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Every RTP security setting × preferred suite × what a peer may offer or answer, on both sides (requirements MED-3, MED-4;
 * lesson 5): {@code rtp-security.txt} is the whole truth, row by row. Run with {@code -Dgolden.update=true} to write what is
 * produced now into it; then read the difference. Two small tables below say the same in another way.
 */
class RtpSecurityTableTest {

    private static final String FILE = "/sdp/rtp-security.txt";

    private static String file() throws IOException {
        try (InputStream in = Objects.requireNonNull(RtpSecurityTableTest.class.getResourceAsStream(FILE))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldOfferAndAnswerAsWrittenOnEachSide(Side side) throws IOException {
        String expected = file();
        String head = expected.lines().takeWhile(line -> line.startsWith("#")).collect(Collectors.joining("\n"));

        String produced = head + "\n\n" + PolicyTable.write(PolicyTable.play(side));

        if (Boolean.getBoolean("golden.update")) {
            Files.writeString(Path.of("src/test/resources" + FILE), produced);
        } else {
            assertEquals(expected, produced);
        }
    }

    @Test
    void shouldMissNoCombination() throws IOException {
        Set<String> settings = new HashSet<>();
        int rows = 0;
        for (String row : PolicyTable.rows(file())) {
            if (row.startsWith("[")) {
                assertTrue(settings.add(row), "twice: " + row);
            } else {
                rows++;
            }
        }

        Set<String> wanted = new HashSet<>();
        for (String inbound : List.of("srtp-or-rtp", "srtp-only", "rtp-only")) {
            for (String outbound : List.of("srtp-only", "rtp-only", "avp-crypto")) {
                for (SrtpSuite preferred : SrtpSuite.values()) {
                    wanted.add("[inbound " + inbound + ", outbound " + outbound + ", preferred " + preferred.sdesName()
                            + "]");
                }
            }
        }
        assertEquals(wanted, settings);
        assertEquals(wanted.size() * Peer.values().length, rows);
    }

    /** What an offer leads to: a word for RTP, SRTP under one of its suites, or a refusal. */
    private static String outcomeOfOffer(Inbound inbound, Peer peer) {
        return switch (inbound) {
            case SRTP_OR_RTP -> switch (peer) {
                case OFFERS_RTP, OFFERS_RTP_WITH_FOREIGN_CRYPTO -> "RTP";
                case OFFERS_RTP_WITH_CRYPTO, OFFERS_SRTP -> "preferred";
                case OFFERS_SRTP_NOT_PREFERRED -> "other";
                case OFFERS_SRTP_AND_RTP -> "preferred + off";
                case OFFERS_RTP_AND_FOREIGN_SRTP -> "RTP + off";
                default -> "488";
            };
            case SRTP_ONLY -> switch (peer) {
                case OFFERS_RTP_WITH_CRYPTO, OFFERS_SRTP -> "preferred";
                case OFFERS_SRTP_NOT_PREFERRED -> "other";
                case OFFERS_SRTP_AND_RTP -> "preferred + off";
                default -> "488";
            };
            case RTP_ONLY -> switch (peer) {
                case OFFERS_RTP, OFFERS_RTP_WITH_CRYPTO, OFFERS_RTP_WITH_FOREIGN_CRYPTO -> "RTP";
                case OFFERS_SRTP_AND_RTP -> "off + RTP";
                case OFFERS_RTP_AND_FOREIGN_SRTP -> "RTP + off";
                default -> "488";
            };
        };
    }

    private static String outcomeOfAnswer(Outbound outbound, Peer peer) {
        return switch (peer) {
            case ANSWERS_WITHOUT_CRYPTO -> outbound == Outbound.SRTP_ONLY ? "488" : "RTP";
            case ANSWERS_FIRST_LINE -> outbound == Outbound.RTP_ONLY ? "488" : "preferred";
            case ANSWERS_SECOND_LINE -> outbound == Outbound.RTP_ONLY ? "488" : "other";
            default -> "488";
        };
    }

    @ParameterizedTest
    @EnumSource
    void shouldNeverDowngradeSilently(Side side) {
        for (Row row : PolicyTable.play(side)) {
            Settings settings = row.settings();
            String outcome = row.peer().offers
                    ? outcomeOfOffer(settings.inbound(), row.peer())
                    : outcomeOfAnswer(settings.outbound(), row.peer());
            String expected = outcome
                    .replace("preferred", "SRTP " + PolicyTable.shortName(settings.preferred()))
                    .replace("other", "SRTP " + PolicyTable.shortName(settings.other()));
            String actual = row.carried().startsWith("488") || row.answer().equals("488") ? "488" : row.carried();

            assertEquals(expected, actual, row::toString);
        }
    }

    @ParameterizedTest
    @EnumSource
    void shouldAnswerNothingThatWasNotOffered(Side side) {
        for (Row row : PolicyTable.play(side)) {
            if (row.peer().offers && !row.answer().equals("488")) {
                String[] offered = row.offer().split(" \\+ ", -1);
                String[] answered = row.answer().split(" \\+ ", -1);
                assertEquals(offered.length, answered.length);
                for (int i = 0; i < offered.length; i++) {
                    Set<String> words = Stream.of(offered[i].split(" ", -1)).collect(Collectors.toSet());
                    List<String> said = List.of(answered[i].split(" ", -1));
                    assertTrue(answered[i].equals("off") || words.containsAll(said), row::toString);
                    assertTrue(said.size() <= 2, "one crypto line at most");
                }
            }
        }
    }
}
