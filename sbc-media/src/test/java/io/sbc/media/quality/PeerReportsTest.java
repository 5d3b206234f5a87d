package io.sbc.media.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.media.api.MediaStats;
import io.sbc.media.rtcp.RtcpWriter;
import org.junit.jupiter.api.Test;

/** RFC 3550 §6.4.1, LSR and DLSR. */
class PeerReportsTest {

    private static final long MILLI = 1_000_000;
    private static final int OURS = 77;

    private final PeerReports reports = new PeerReports();
    private final byte[] packet = new byte[256];

    @Test
    void shouldComputeTheRoundTripOfTheExampleInTheRfc() {
        // Figure 2: SR at b705:2000, LSR; A = b710:8000; DLSR 5:4000. A - LSR - DLSR = 6.125 s.
        reports.onSent(0xb705_2000, 0);
        long answered = ((0xb710_8000L - 0xb705_2000L) * 1_000_000_000) >> 16;

        onBlock(0xb705_2000, 0x0005_4000, answered);

        assertEquals(6_125_000, snapshot().roundTripMicros());
    }

    @Test
    void shouldKnowNothingBeforeAnAnswer() {
        reports.onSent(1, 0);
        onBlock(0, 0, 100 * MILLI);
        onBlock(2, 0, 100 * MILLI);

        assertEquals(-1, snapshot().roundTripMicros());
    }

    @Test
    void shouldFindAnyOfTheLastFourReports() {
        for (int i = 1; i <= 9; i++) {
            reports.onSent(i, i * 1000L * MILLI);
        }

        onBlock(6, 65_536, 7_040 * MILLI);
        assertEquals(40_000, snapshot().roundTripMicros());
        onBlock(5, 0, 9_999 * MILLI);
        assertEquals(40_000, snapshot().roundTripMicros(), "that one is forgotten");
    }

    @Test
    void shouldTakeASmallNegativeTripForNoneAndALongOneForAMistake() {
        reports.onSent(1, 0);
        onBlock(1, 65_536, 999 * MILLI);
        assertEquals(0, snapshot().roundTripMicros());

        onBlock(1, 0, 31_000 * MILLI);
        assertEquals(0, snapshot().roundTripMicros());
        onBlock(1, -1, 100 * MILLI);
        assertEquals(0, snapshot().roundTripMicros());
    }

    @Test
    void shouldKeepWhatThePeerSaysOfOurStreamOnly() {
        int length = new RtcpWriter(packet).receiverReport(5).block(OURS, 26, 100, 0, 80, 0, 0)
                .block(78, 255, 9, 0, 9, 0, 0).length();

        reports.onCompound(packet, length, OURS, 5 * MILLI);

        assertEquals(26, snapshot().lossThere());
        assertEquals(100, snapshot().lostThere());
        assertEquals(10_000, snapshot().jitterThereMicros());
        assertEquals(5 * MILLI, snapshot().lastNanos());
    }

    @Test
    void shouldRememberThePeersSenderReportForItsAnswer() {
        assertEquals(0, reports.lastSenderReport());
        assertEquals(0, reports.delaySinceLastSenderReport(MILLI));
        int length = new RtcpWriter(packet).senderReport(5, 0x1111_2222_3333_4444L, 0, 1, 1).length();

        reports.onCompound(packet, length, OURS, 1000 * MILLI);

        assertEquals(0x2222_3333, reports.lastSenderReport());
        assertEquals(32_768, reports.delaySinceLastSenderReport(1500 * MILLI));
    }

    private void onBlock(int lastSenderReport, int delay, long nowNanos) {
        int length = new RtcpWriter(packet).receiverReport(5).block(1, 0, 0, 0, 0, lastSenderReport, delay).length();
        reports.onCompound(packet, length, OURS, nowNanos);
    }

    private MediaStats.Reports snapshot() {
        return reports.snapshot(0, 0, 8000);
    }
}
