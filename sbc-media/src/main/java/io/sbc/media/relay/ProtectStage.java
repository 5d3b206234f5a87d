package io.sbc.media.relay;

import io.sbc.media.srtp.SrtpContext;
import io.sbc.media.srtp.SrtpSendContext;

/** Makes what goes to a peer of plain packets. Lengths and codes as in {@code SrtpResult}. */
sealed interface ProtectStage {

    /** Works on the RTP packet at octet 0. */
    int rtp(byte[] packet, int length);

    /** Works on the RTCP packet at octet 0. */
    int rtcp(byte[] packet, int length);

    /** Touches what {@link #rtp} will need; see {@link RelayStream#approach}. */
    int approach(int step);

    /** Plain RTP: nothing to do. */
    record Plain() implements ProtectStage {

        @Override
        public int rtp(byte[] packet, int length) {
            return length;
        }

        @Override
        public int approach(int step) {
            return 0;
        }

        @Override
        public int rtcp(byte[] packet, int length) {
            return length;
        }
    }

    /** SRTP under our key. */
    final class Srtp implements ProtectStage {

        private final SrtpSendContext context;
        private final RelayEndpoint endpoint;

        Srtp(SrtpSendContext context, RelayEndpoint endpoint) {
            this.context = context;
            this.endpoint = endpoint;
        }

        SrtpSendContext context() {
            return context;
        }

        @Override
        public int approach(int step) {
            return context.approach(step);
        }

        @Override
        public int rtp(byte[] packet, int length) {
            int result = context.protectRtp(packet, length);
            if (context.life() != SrtpContext.Life.AMPLE) {
                endpoint.onLife(true, context.life());
            }
            return result;
        }

        @Override
        public int rtcp(byte[] packet, int length) {
            int result = context.protectRtcp(packet, length);
            if (context.life() != SrtpContext.Life.AMPLE) {
                endpoint.onLife(true, context.life());
            }
            return result;
        }
    }
}
