package io.sbc.perf.media;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.util.Optional;

/** Calls of a whole SBC that somebody else sets up, SRTP towards the phones and RTP towards the PBX, and what becomes of their packets. One thread. */
public final class TalkingCalls implements AutoCloseable {

    private static final double LISTENING_SECONDS = 0.4;

    private final Peers peers;

    /** Sets up a call. */
    public interface Door {

        /**
         * Blocks until packets may come.
         *
         * @param number of the call, from 0
         * @param phonePort where the phone hears, on 127.0.0.1
         * @param phoneKey key and salt that it encrypts with, AES_CM_128_HMAC_SHA1_80
         * @param pbxPort where the PBX hears
         */
        Answered call(int number, int phonePort, byte[] phoneKey, int pbxPort) throws IOException;
    }

    /**
     * A call as the SBC describes it.
     *
     * @param forPhone the port that the phone sends to
     * @param forPbx the port that the PBX sends to
     * @param toPhone key and salt that the SBC encrypts with
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Answered(int forPhone, int forPbx, byte[] toPhone) {}

    /**
     * What became of the packets of one window.
     *
     * @param p50Micros of a packet's way, by the kernel's stamp
     */
    public record Window(long sent, long lost, long wrong, double p50Micros, double p99Micros, double p999Micros) {}

    /** Sets up so many. */
    public TalkingCalls(Door door, int calls) throws IOException {
        peers = new Peers(new Doors(door), Kind.SRTP_RTP, calls, 1);
    }

    /** All talk for so long. */
    public Window talk(double seconds) {
        peers.beginWindow();
        peers.talk(seconds);
        peers.listen(LISTENING_SECONDS);
        Tally tally = peers.tally();
        return new Window(tally.sent, tally.lost(), tally.wrong + tally.doubled, tally.wayMicros(50),
                tally.wayMicros(99), tally.wayMicros(99.9));
    }

    @Override
    public void close() throws IOException {
        peers.close();
    }

    /** Who sets up the calls also ends them, and measures the process. */
    private record Doors(Door door) implements Relay {

        @Override
        public String name() {
            return "sbc";
        }

        @Override
        public Ports open(Call call) throws IOException {
            Answered answered = door.call(call.number(), call.phonePort(),
                    call.phoneKey().orElseThrow().keyAndSalt(), call.pbxPort());
            return new Ports(answered.forPhone(), answered.forPbx(),
                    Optional.of(new SrtpKey(SrtpSuite.AES_CM_128_HMAC_SHA1_80, answered.toPhone())), Optional.empty());
        }

        @Override
        public void close(Call call) {
            // its door's
        }

        @Override
        public ProcessUsage usage() {
            return ProcessUsage.NOTHING;
        }

        @Override
        public long memoryBytes() {
            return 0;
        }

        @Override
        public void collectGarbage() {
            // not asked for
        }

        @Override
        public void close() {
            // its door's
        }
    }
}
