package io.sbc.media.relay;

import io.sbc.media.api.MediaStats;
import io.sbc.media.quality.ReceptionStatistics;

/** The counters of one side of one m-line: plain fields of the media loop. */
final class EndpointCounters {

    /** No plan tells the clock rate; telephony codecs have this one. */
    private static final int ASSUMED_CLOCK_RATE_HZ = 8000;

    final ReceptionStatistics reception = new ReceptionStatistics(ASSUMED_CLOCK_RATE_HZ);
    long packetsReceived;
    long octetsReceived;
    long packetsSent;
    long octetsSent;
    long rtcpReceived;
    long rtcpSent;
    long authenticationFailures;
    long replays;
    long wrongSource;
    long malformed;
    long unexpected;
    long sendFailures;
    /** Packets beyond the rate or the size that one peer may have. */
    long limited;

    MediaStats.Direction snapshot() {
        return new MediaStats.Direction(packetsReceived, octetsReceived, packetsSent, octetsSent, rtcpReceived,
                rtcpSent, reception.lost(), reception.jitterMicros(), authenticationFailures, replays, wrongSource,
                malformed, unexpected, sendFailures);
    }
}
