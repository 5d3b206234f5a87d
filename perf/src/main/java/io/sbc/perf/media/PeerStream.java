package io.sbc.perf.media;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.srtp.SrtpReceiveContext;
import io.sbc.media.srtp.SrtpSendContext;
import io.sbc.media.srtp.SrtpWorkspace;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One direction of one call: makes its packets, and knows which of them came out again. One thread. */
final class PeerStream {

    private static final int WINDOW = 64;

    /** What {@link #take} says of a packet that is not one of ours, or not what was sent. */
    static final int WRONG = -1;
    /** What {@link #take} says of a packet that came before. */
    static final int DOUBLED = -2;

    final int number;
    final int socketOut;
    private final int firstSequence;
    private final @Nullable SrtpSendContext send;
    private final @Nullable SrtpReceiveContext receive;
    private int next;
    private int highest = -1;
    private long seen;
    private int windowStart;

    PeerStream(int number, int socketOut, Optional<SrtpKey> sendKey, Optional<SrtpKey> receiveKey,
            SrtpWorkspace workspace) {
        this.number = number;
        this.socketOut = socketOut;
        this.firstSequence = number * 7919 & 0xffff;
        this.send = sendKey.map(key -> new SrtpSendContext(key, workspace)).orElse(null);
        this.receive = receiveKey.map(key -> new SrtpReceiveContext(key, workspace)).orElse(null);
    }

    /** Makes the next packet; returns its length. */
    int make(byte[] packet, long wallNanos) {
        TestPacket.write(packet, number, firstSequence, next++, wallNanos);
        return send == null ? TestPacket.LENGTH : send.protectRtp(packet, TestPacket.LENGTH);
    }

    /** Packets made from now on are the ones that count. */
    void beginWindow() {
        windowStart = next;
    }

    /** 1 for a packet that counts, 0 for an earlier one, else a code above. */
    int take(byte[] packet, int length) {
        int plain = receive == null ? length : receive.unprotectRtp(packet, length);
        int which = plain < 0 ? WRONG : TestPacket.check(packet, plain, number, firstSequence);
        if (which < 0 || which >= next) {
            return WRONG;
        }
        if (which > highest) {
            int ahead = which - highest;
            seen = ahead >= WINDOW ? 1 : seen << ahead | 1;
            highest = which;
        } else {
            int behind = highest - which;
            if (behind >= WINDOW || (seen >>> behind & 1) != 0) {
                return DOUBLED;
            }
            seen |= 1L << behind;
        }
        return which >= windowStart ? 1 : 0;
    }
}
