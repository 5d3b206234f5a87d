package io.sbc.core.recorder;

import io.sbc.core.Side;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** One thing that was recorded, at microseconds after the beginning of its {@link Recording}. */
public sealed interface RecordedEvent {

    /** Microseconds since the recording began. */
    long atMicros();

    /**
     * A SIP message, as it was on the wire; on TLS as it was inside.
     *
     * @param sent by us; else received
     * @param repeated a retransmission, as far as its transaction knew
     * @param local our end
     * @param remote the peer's, after any NAT
     * @param octets the whole message, keys and credentials included: see {@link Masking}
     */
    record Message(long atMicros, boolean sent, boolean repeated, Side side, TransportProtocol protocol,
            InetSocketAddress local, InetSocketAddress remote, byte[] octets) implements RecordedEvent {

        /** As text, unmasked. */
        public String text() {
            return new String(octets, StandardCharsets.UTF_8);
        }

        /** The line before the header fields. */
        public String startLine() {
            int end = 0;
            while (end < octets.length && octets[end] != '\r' && octets[end] != '\n') {
                end++;
            }
            return new String(octets, 0, end, StandardCharsets.UTF_8);
        }

        @Override
        public String toString() { // no key may get into a log by accident
            return "Message[" + startLine() + ']';
        }
    }

    /**
     * Something was decided, or happened to media.
     *
     * @param kind a stable word, in lower case with hyphens
     */
    record Decision(long atMicros, String kind, String words) implements RecordedEvent {}

    /** How a call's first stream was at a moment: what came from each side. */
    record Sample(long atMicros, Figures set, Figures icp) implements RecordedEvent {}

    /**
     * Of one side.
     *
     * @param packets that came until now
     * @param lossPercent lost on the way since the sample before
     * @param jitterMicros interarrival jitter
     * @param mos of the time since the sample before, or of the call so far; 0 while too little came to be rated
     * @param refused packets dropped until now, for whatever reason
     */
    record Figures(long packets, double lossPercent, long jitterMicros, double mos, long refused) {

        /** Whether enough came for a score: the scale begins at 1. */
        public boolean isRated() {
            return mos > 0;
        }
    }
}
