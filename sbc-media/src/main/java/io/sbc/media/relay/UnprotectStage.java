package io.sbc.media.relay;

import io.sbc.media.rtcp.RtcpHeader;
import io.sbc.media.rtp.RtpHeader;
import io.sbc.media.srtp.SrtpContext;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpResult;
import org.jspecify.annotations.Nullable;

/** Makes plain packets of what a peer sends. Lengths and codes as in {@link SrtpResult}. */
sealed interface UnprotectStage {

    /** Works on the RTP packet at octet 0. */
    int rtp(byte[] packet, int length, long nowNanos);

    /** Works on the RTCP packet at octet 0. */
    int rtcp(byte[] packet, int length, long nowNanos);

    /** Touches what {@link #rtp} will need; see {@link RelayStream#approach}. */
    int approach(int step);

    /** Whether a packet that passes is authentic, so that it may move the peer's address. */
    boolean authenticates();

    /** Whether the packet that passed last is the newest of its source. */
    boolean newest();

    /** Plain RTP: only the form is checked. */
    record Plain() implements UnprotectStage {

        @Override
        public int rtp(byte[] packet, int length, long nowNanos) {
            return RtpHeader.length(packet, length) == RtpHeader.MALFORMED ? SrtpResult.MALFORMED : length;
        }

        @Override
        public int rtcp(byte[] packet, int length, long nowNanos) {
            return RtcpHeader.isCompound(packet, length) ? length : SrtpResult.MALFORMED;
        }

        @Override
        public int approach(int step) {
            return 0;
        }

        @Override
        public boolean authenticates() {
            return false;
        }

        @Override
        public boolean newest() {
            return false;
        }
    }

    /**
     * SRTP under the peer's key. After a new key came, packets under the one before pass for some seconds: they are on
     * their way, or the peer changes over late.
     */
    final class Srtp implements UnprotectStage {

        /** Longer than any network holds a packet, and than an offer/answer exchange usually takes. */
        private static final long PREVIOUS_KEY_NANOS = 5_000_000_000L;

        private final SrtpReceiveContext current;
        private final @Nullable SrtpReceiveContext previous;
        private final long previousUntilNanos;
        private final RelayEndpoint endpoint;
        private boolean underCurrent;
        /** The peer changed from another key to this one and has not been heard under it. */
        private boolean changing;
        private long rolloversCounted;

        Srtp(SrtpReceiveContext current, @Nullable SrtpReceiveContext previous, long nowNanos,
                RelayEndpoint endpoint) {
            this.endpoint = endpoint;
            this.rolloversCounted = current.rolloversResolved();
            this.current = current;
            this.previous = previous;
            this.changing = previous != null;
            this.previousUntilNanos = nowNanos + PREVIOUS_KEY_NANOS;
        }

        SrtpReceiveContext context() {
            return current;
        }

        @Override
        public int rtp(byte[] packet, int length, long nowNanos) {
            int result = current.unprotectRtp(packet, length);
            underCurrent = true;
            noteLife();
            if (mayBePrevious(result, nowNanos) && previous != null) {
                return underPrevious(previous.unprotectRtp(packet, length), result);
            }
            if (changing && result >= 0) {
                changing = false;
                endpoint.onPeerKeyInUse();
            }
            if (current.rolloversResolved() != rolloversCounted) {
                endpoint.onRolloversResolved((int) (current.rolloversResolved() - rolloversCounted));
                rolloversCounted = current.rolloversResolved();
            }
            return result;
        }

        @Override
        public int rtcp(byte[] packet, int length, long nowNanos) {
            int result = current.unprotectRtcp(packet, length);
            underCurrent = true;
            noteLife();
            if (mayBePrevious(result, nowNanos) && previous != null) {
                return underPrevious(previous.unprotectRtcp(packet, length), result);
            }
            return result;
        }

        /** A copy has verified under the new key, and is not what it was any more. */
        private boolean mayBePrevious(int result, long nowNanos) {
            return result < 0 && result != SrtpResult.DUPLICATE && nowNanos - previousUntilNanos < 0;
        }

        /**
         * Whatever the new key says of a packet under the old one counts for nothing when that one verifies: its tag may be shorter
         * than the new suite's, its sequence number one that the new context has seen. When neither takes it, the new key's word counts.
         */
        private int underPrevious(int result, int refusal) {
            underCurrent = result < 0;
            return result < 0 ? refusal : result;
        }

        private void noteLife() {
            if (current.life() != SrtpContext.Life.AMPLE) {
                endpoint.onLife(false, current.life());
            }
        }

        @Override
        public int approach(int step) {
            return current.approach(step);
        }

        @Override
        public boolean authenticates() {
            return true;
        }

        @Override
        public boolean newest() {
            return underCurrent && current.newest();
        }
    }
}
