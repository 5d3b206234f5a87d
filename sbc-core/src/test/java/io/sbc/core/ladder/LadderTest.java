package io.sbc.core.ladder;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.recorder.RecordedEvent;
import io.sbc.core.recorder.RecordedEvent.Decision;
import io.sbc.core.recorder.RecordedEvent.Figures;
import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.core.recorder.RecordedEvent.Sample;
import io.sbc.core.recorder.Recording;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class LadderTest {

    private static final String EVIL = "INVITE sip:2002@sbc SIP/2.0\r\nCSeq: 1 INVITE\r\nSubject: </title><script>alert(1)</script>\u0001\u001b[31m"
            + "\r\n\r\nv=0\r\nm=audio 1 RTP/SAVP 0\r\na=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:SECRETSECRET\r\n";

    private static Message message(long micros, boolean sent, boolean repeated, Side side, String text) {
        return new Message(micros, sent, repeated, side, TransportProtocol.TLS,
                new InetSocketAddress("192.0.2.1", 5061),
                new InetSocketAddress("203.0.113.7", 40_000), text.getBytes(StandardCharsets.UTF_8));
    }

    private static Recording recording(RecordedEvent... events) {
        return new Recording("c1", false, "1001", "203.0.113.7", "1001", "2002", List.of("a", "b"), 1_780_000_000_000L,
                OptionalLong.empty(), 0, Optional.empty(), List.of(events), 3);
    }

    private static final Recording CALL = recording(message(0, false, false, Side.SET, EVIL),
            message(2_000, false, false, Side.SET, EVIL),
            new Decision(2_500, "routed", "on to the PBX"),
            message(3_000, true, false, Side.ICP, "INVITE sip:2002@pbx SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n"),
            message(503_000, true, true, Side.ICP, "INVITE sip:2002@pbx SIP/2.0\r\nCSeq: 1 INVITE\r\n\r\n"),
            message(600_000, false, false, Side.ICP, "SIP/2.0 180 Ringing\r\nCSeq: 1 INVITE\r\n\r\n"),
            new Sample(5_600_000, new Figures(250, 1.5, 3_000, 4.1, 2), new Figures(0, 0, 0, 0, 0)));

    @Test
    void shouldDrawBothLegsWithTimesRetransmissionsDecisionsAndMedia() {
        String text = LadderText.of(Ladder.of(CALL, false), false);
        List<String> lines = text.lines().toList();

        assertTrue(lines.get(1).matches(" +0\\.000 +\\|-INVITE sdp-+>\\|.*TLS 203.0.113.7:40000"), text);
        assertTrue(lines.get(2).contains("(again)"), text);
        assertTrue(lines.get(3).contains("* routed: on to the PBX"), text);
        assertTrue(lines.get(4).matches(" +0\\.003 +\\| +\\|-INVITE-+>\\|.*"), text);
        assertTrue(lines.get(5).contains("+500") && lines.get(5).contains("INVITE (again)"), text);
        assertTrue(lines.get(6).contains("|<-180 Ringing (INVITE)-"), text);
        assertTrue(
                lines.get(7)
                        .contains("phone MOS 4.1, loss 1.5 %, jitter 3 ms, 250 packets, 2 refused; PBX nothing came"),
                text);
        assertTrue(text.contains("3 events were not kept"));
        assertTrue(lines.stream().allMatch(line -> line.codePoints().noneMatch(Character::isISOControl)),
                "nothing moves the terminal's cursor");
    }

    /** It rang for twenty seconds, and then somebody had just been asked to speak. */
    @Test
    void shouldNotCallRingingSilence() {
        Recording answered = recording(new Decision(20_000_000, "media-agreed", "set side audio"),
                new Sample(20_200_000, new Figures(0, 0, 0, 0, 0), new Figures(0, 0, 0, 0, 0)),
                new Sample(25_200_000, new Figures(0, 0, 0, 0, 0), new Figures(0, 0, 0, 0, 0)));

        String text = LadderText.of(Ladder.of(answered, false), false);

        assertTrue(text.contains("since 20.0 s: phone nothing yet; PBX nothing yet"), text);
        assertTrue(text.contains("since 20.2 s: phone nothing came; PBX nothing came"), text);
    }

    /** Its reports keep coming, so that it has a score; nobody hears it. */
    @Test
    void shouldShowThatAPartyWasHeardNoMoreThoughItHasAScore() {
        Figures heard = new Figures(500, 0, 1_000, 4.4, 3);
        Recording muted = recording(new Decision(0, "media-agreed", "set side audio"),
                new Sample(10_000_000, heard, heard),
                new Sample(15_000_000, heard, new Figures(750, 0, 1_000, 4.4, 5)),
                new Sample(15_300_000, heard, new Figures(765, 0, 1_000, 4.4, 5)),
                new Sample(20_000_000, new Figures(20, 0, 1_000, 4.2, 0), new Figures(1_000, 0, 1_000, 4.4, 5)));

        String text = LadderText.of(Ladder.of(muted, false), false);
        String svg = LadderSvg.of(Ladder.of(muted, false));

        assertTrue(text.contains(
                "since 10.0 s: phone nothing came; PBX MOS 4.4, loss 0.0 %, jitter 1 ms, 250 packets, 2 refused"),
                text);
        assertTrue(text.contains("since 15.0 s: phone MOS 4.4"), () -> "too short to tell: " + text);
        assertTrue(text.contains("since 15.3 s: phone MOS 4.2, loss 0.0 %, jitter 1 ms, 20 packets; PBX"), text);
        assertTrue(svg.contains("class=\"none\"") && svg.contains(">nothing came<"), svg);
    }

    /** The first sample of a call has a few packets and no score: that is not the worst one. */
    @Test
    void shouldShowNoScoreWhereTooLittleCameToBeRated() {
        Recording early = recording(
                new Sample(100_000, new Figures(4, 0, 1_000, 0, 0), new Figures(0, 0, 0, 0, 0)));
        String text = LadderText.of(Ladder.of(early, false), false);
        String svg = LadderSvg.of(Ladder.of(early, false));

        assertTrue(text.contains("phone no MOS yet, loss 0.0 %, jitter 1 ms, 4 packets; PBX nothing yet"), text);
        assertTrue(svg.contains("no MOS yet  loss 0.0 %") && !svg.contains("class=\"poor\""), svg);
    }

    @Test
    void shouldShowWholeMessagesWithoutSecretsUnlessTheyAreAskedFor() {
        String masked = LadderText.of(Ladder.of(CALL, false), true);
        assertTrue(masked.contains("a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:***"), masked);
        assertFalse(masked.contains("SECRET"));
        assertFalse(masked.contains("\u001b"));
        assertTrue(LadderText.of(Ladder.of(CALL, true), true).contains("inline:SECRETSECRET"));
    }

    @Test
    void shouldDrawSvgThatIsWellFormedAndHarmless() throws Exception {
        String svg = LadderSvg.of(Ladder.of(CALL, false));

        var document = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
        assertEquals(0, document.getElementsByTagName("script").getLength());
        assertEquals(5 + 1, document.getElementsByTagName("title").getLength());
        assertFalse(svg.contains("SECRET"));
        assertFalse(svg.contains("<script"));
        assertFalse(svg.contains("href"));
        assertTrue(svg.contains("class=\"again\""));
        assertTrue(svg.contains("class=\"good\""));
        assertTrue(svg.contains("class=\"delta\""));
    }

    @Test
    void shouldDrawAllOfItAsSvg() {
        String svg = LadderSvg.of(Ladder.of(CALL, false));

        for (String part : List.of(">phone</text>", ">SBC</text>", ">PBX</text>", // the lanes
                "class=\"time\" text-anchor=\"start\" x=\"4\" y=\"228\">5.600<", ">+500.0 ms<", ">+5.00 s<", // when, since when
                "<g class=\"again\">", ">INVITE sdp (again)<", ">180 Ringing (INVITE)<", // retransmissions
                ">routed: on to the PBX<", // decisions, in the row between their messages
                ">MOS 4.1  loss 1.5 %  jitter 3 ms<", ">nothing came<")) { // media under it
            assertTrue(svg.contains(part), () -> part + " is not in " + svg);
        }
        assertTrue(svg.indexOf("INVITE sdp (again)") < svg.indexOf(">routed: ")
                && svg.indexOf(">routed: ") < svg.indexOf("180 Ringing"), svg);
    }

    @Test
    void shouldSayWhichStyleAPolicyHasToAllow() throws Exception {
        String svg = LadderSvg.of(Ladder.of(CALL, false));
        String style = svg.substring(svg.indexOf("<style>") + "<style>".length(), svg.indexOf("</style>"));
        byte[] digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));

        assertEquals("'sha256-" + Base64.getEncoder().encodeToString(digest) + "'", LadderSvg.styleSource());
    }

    @Test
    void shouldLeaveOutWhatNobodyWouldRead() {
        RecordedEvent[] many = new RecordedEvent[Ladder.ROWS_MAX + 10];
        for (int i = 0; i < many.length; i++) {
            many[i] = new Decision(i, "k", "w");
        }

        Ladder ladder = Ladder.of(recording(many), false);

        assertEquals(Ladder.ROWS_MAX, ladder.rows().size());
        assertEquals(13, ladder.dropped());
    }
}
