package io.sbc.media.socket;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.VirtualClock;
import io.sbc.media.socket.PortPool.Acquisition;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PortPoolTest {

    private final VirtualClock clock = new VirtualClock(0);
    private final FakeIo io = new FakeIo();

    @Test
    void shouldGiveEvenPortsWithTheOddOneAfter() {
        PortPool pool = pool(10_001, 10_020);
        Set<Integer> given = new HashSet<>();

        for (int i = 0; i < 9; i++) {
            PortPair pair = acquired(pool);
            assertEquals(0, pair.rtpPort() % 2);
            assertEquals(pair.rtpPort() + 1, pair.rtcp().localPort());
            assertTrue(pair.rtpPort() >= 10_002 && pair.rtpPort() + 1 <= 10_020);
            assertTrue(given.add(pair.rtpPort()));
        }

        assertInstanceOf(Acquisition.Exhausted.class, pool.acquire());
        assertEquals(18, pool.portsHeld());
    }

    @Test
    void shouldLetAFreedPairRest() {
        PortPool pool = pool(10_000, 10_001);
        PortPair pair = acquired(pool);
        pair.close();

        pool.release(pair.rtpPort());

        assertEquals(0, pool.portsHeld());
        assertEquals(2, pool.portsResting());
        clock.advance(Duration.ofSeconds(9).toNanos());
        assertInstanceOf(Acquisition.Exhausted.class, pool.acquire());
        clock.advance(Duration.ofSeconds(1).toNanos());
        assertEquals(10_000, acquired(pool).rtpPort());
        assertEquals(0, pool.portsResting());
    }

    @Test
    void shouldUseAPairAgainAtOnceThatNobodyWasToldOf() {
        PortPool pool = pool(10_000, 10_001);

        pool.releaseUnused(acquired(pool));

        assertEquals(0, pool.portsResting());
        assertEquals(10_000, acquired(pool).rtpPort());
    }

    @Test
    void shouldSkipPairsOfWhichAPortIsTaken() {
        PortPool pool = pool(10_000, 10_007);
        io.taken.addAll(Set.of(10_000, 10_003, 10_006));

        assertEquals(10_004, acquired(pool).rtpPort());

        assertInstanceOf(Acquisition.Refused.class, pool.acquire());
        assertEquals(Set.of(10_004, 10_005), io.open);
    }

    @Test
    void shouldNotTakeBackWhatItDidNotGive() {
        PortPool pool = pool(10_000, 10_007);

        assertThrows(IllegalStateException.class, () -> pool.release(10_002));
    }

    @Test
    void shouldNotGivePortsInAnOrderThatCanBeGuessed() {
        PortPool pool = pool(10_000, 20_000);

        int first = acquired(pool).rtpPort();
        int second = acquired(pool).rtpPort();

        assertNotEquals(2, second - first);
    }

    @Test
    void shouldNeverGiveAPairTwiceHoweverItIsUsed() {
        long seed = 31;
        Random random = new Random(seed);
        PortPool pool = pool(10_000, 10_039);
        Set<PortPair> held = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(500)).toNanos());
            if (random.nextBoolean() && !held.isEmpty()) {
                PortPair pair = held.iterator().next();
                held.remove(pair);
                pair.close();
                pool.release(pair.rtpPort());
            } else if (pool.acquire() instanceof Acquisition.Acquired acquired) {
                assertTrue(held.stream().noneMatch(pair -> pair.rtpPort() == acquired.pair().rtpPort()),
                        "seed " + seed);
                held.add(acquired.pair());
            }
            assertEquals(2 * held.size(), pool.portsHeld());
            assertEquals(2 * held.size(), io.open.size());
        }
    }

    private PortPool pool(int min, int max) {
        return new PortPool(io, InetAddress.getLoopbackAddress(), min, max, Duration.ofSeconds(10), clock,
                new Random(1));
    }

    private static PortPair acquired(PortPool pool) {
        return assertInstanceOf(Acquisition.Acquired.class, pool.acquire()).pair();
    }

    /** Opens channels that only remember their port. */
    private static final class FakeIo implements MediaIo {

        final Set<Integer> taken = new HashSet<>();
        final Set<Integer> open = new HashSet<>();

        @Override
        public UdpChannel open(InetSocketAddress address, int trafficClass) throws IOException {
            int port = address.getPort();
            if (taken.contains(port) || !open.add(port)) {
                throw new BindException("taken");
            }
            return new UdpChannel() {
                @Override
                public int localPort() {
                    return port;
                }

                @Override
                public int receive(Datagram datagram) {
                    return NOTHING;
                }

                @Override
                public boolean send(Datagram datagram, UdpAddress destination) {
                    return false;
                }

                @Override
                public void close() {
                    open.remove(port);
                }
            };
        }

        @Override
        public Poller newPoller() {
            throw new UnsupportedOperationException("a pool polls nothing");
        }

        @Override
        public String description() {
            return "fake";
        }
    }
}
