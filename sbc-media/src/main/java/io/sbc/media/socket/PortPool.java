package io.sbc.media.socket;

import io.sbc.base.Clock;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.random.RandomGenerator;

/**
 * The pairs of even and odd ports of a range on one address. Pairs are taken from a random place on, which makes them hard
 * to guess for who is not on the path. A freed pair rests before it is used again. A pair that cannot be bound, because
 * another program has it, rests too, and the next one is tried. One thread: the conductor.
 */
public final class PortPool {

    /** Binds tried for one acquisition; more failures in a row mean that something else is wrong. */
    private static final int ATTEMPTS_MAX = 64;

    private final MediaIo io;
    private final InetAddress address;
    private final int firstPort;
    private final int pairs;
    private final long quarantineNanos;
    private final Clock clock;
    private final RandomGenerator random;
    private final BitSet taken;
    private final Deque<DrainingPort> draining = new ArrayDeque<>();
    private int held;

    /**
     * A pool with nothing taken.
     *
     * @param portMin first port; an odd one is left out
     * @param portMax last port; an even one is left out
     * @param quarantine how long a freed pair rests
     */
    public PortPool(MediaIo io, InetAddress address, int portMin, int portMax, Duration quarantine, Clock clock,
            RandomGenerator random) {
        this.io = io;
        this.address = address;
        this.firstPort = portMin + (portMin & 1);
        this.pairs = Math.max(0, (portMax - firstPort + 1) / 2);
        this.quarantineNanos = quarantine.toNanos();
        this.clock = clock;
        this.random = random;
        this.taken = new BitSet(pairs);
    }

    /** How an acquisition ended. */
    public sealed interface Acquisition {

        /** A bound pair. */
        record Acquired(PortPair pair) implements Acquisition {}

        /** Every pair is held or rests. */
        record Exhausted() implements Acquisition {}

        /** There are pairs, but the operating system binds none. */
        record Refused(String reason) implements Acquisition {}
    }

    /** Takes and binds a pair whose packets are not marked. */
    public Acquisition acquire() {
        return acquire(0);
    }

    /** Takes and binds a pair whose packets have this {@linkplain MediaIo#open(InetSocketAddress, int) traffic class}. */
    public Acquisition acquire(int trafficClass) {
        reclaim();
        String reason = "";
        for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
            int pair = freePair();
            if (pair < 0) {
                return reason.isEmpty() ? new Acquisition.Exhausted() : new Acquisition.Refused(reason);
            }
            taken.set(pair);
            try {
                PortPair bound = bind(firstPort + 2 * pair, trafficClass);
                held++;
                return new Acquisition.Acquired(bound);
            } catch (IOException e) {
                reason = String.valueOf(e.getMessage());
                rest(pair);
            }
        }
        return new Acquisition.Refused(reason);
    }

    /** Takes and binds this very pair, which nobody has here; with the traffic class. */
    public Acquisition acquireAt(int rtpPort, int trafficClass) {
        int pair = (rtpPort - firstPort) / 2;
        if ((rtpPort & 1) != 0 || rtpPort < firstPort || pair >= pairs) {
            return new Acquisition.Refused("port " + rtpPort + " is not in the range");
        }
        if (taken.get(pair)) {
            return new Acquisition.Exhausted();
        }
        try {
            PortPair bound = bind(rtpPort, trafficClass);
            taken.set(pair);
            held++;
            return new Acquisition.Acquired(bound);
        } catch (IOException e) {
            return new Acquisition.Refused(String.valueOf(e.getMessage()));
        }
    }

    private PortPair bind(int rtpPort, int trafficClass) throws IOException {
        UdpChannel rtp = io.open(new InetSocketAddress(address, rtpPort), trafficClass);
        try {
            return new PortPair(rtp, io.open(new InetSocketAddress(address, rtpPort + 1), trafficClass));
        } catch (IOException e) {
            rtp.close();
            throw e;
        }
    }

    /** Takes a pair back, whose channels are closed; it rests from now on. */
    public void release(int rtpPort) {
        int pair = pairOf(rtpPort);
        held--;
        rest(pair);
    }

    /** Takes a pair back that never was told to a peer: it needs no rest. */
    public void releaseUnused(PortPair pair) {
        pair.close();
        held--;
        taken.clear(pairOf(pair.rtpPort()));
    }

    private int pairOf(int rtpPort) {
        int pair = (rtpPort - firstPort) / 2;
        if (!taken.get(pair)) {
            throw new IllegalStateException("port " + rtpPort + " was not taken");
        }
        return pair;
    }

    private void rest(int pair) {
        draining.addLast(new DrainingPort(pair, clock.nanoTime() + quarantineNanos));
    }

    /** Lets pairs that have rested enough be used again. */
    public void reclaim() {
        long now = clock.nanoTime();
        for (DrainingPort first = draining.peekFirst(); first != null
                && first.readyAtNanos() - now <= 0; first = draining.peekFirst()) {
            draining.removeFirst();
            taken.clear(first.pair());
        }
    }

    private int freePair() {
        if (taken.cardinality() >= pairs) {
            return -1;
        }
        int pair = taken.nextClearBit(random.nextInt(pairs));
        return pair < pairs ? pair : taken.nextClearBit(0);
    }

    /** Ports that are held by sessions, two for each pair. */
    public int portsHeld() {
        return 2 * held;
    }

    /** Ports that rest, two for each pair. */
    public int portsResting() {
        return 2 * draining.size();
    }
}
