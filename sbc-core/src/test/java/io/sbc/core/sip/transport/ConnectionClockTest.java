package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.sip.transport.ConnectionClock.Expiry;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Limits as in the fixture: handshake 10 s, first message 30 s, idle 10 min, write 20 s. The origin of time is arbitrary. */
class ConnectionClockTest {

    private static final long START = Long.MAX_VALUE - TimeUnit.SECONDS.toNanos(15);

    @Test
    void shouldEndAHandshakeThatTakesTooLong() {
        ConnectionClock clock = clock(true, true);

        clock.onRead(at(9));
        assertEquals(Expiry.NONE, clock.expired(at(9)));
        assertEquals(TimeUnit.SECONDS.toNanos(1), clock.untilDeadline(at(9)));
        assertEquals(Expiry.HANDSHAKE, clock.expired(at(10)));
    }

    @Test
    void shouldCountTheFirstMessageFromTheEndOfTheHandshake() {
        ConnectionClock clock = clock(true, true);

        clock.onHandshakeDone(at(5));
        clock.onRead(at(30));
        assertEquals(Expiry.NONE, clock.expired(at(34)));
        assertEquals(Expiry.FIRST_MESSAGE, clock.expired(at(35)));
    }

    @Test
    void shouldEndASilentPhoneAndASlowMessage() {
        ConnectionClock clock = clock(true, false);

        clock.onMessage();
        clock.onRead(at(100));
        assertEquals(Expiry.IDLE, clock.expired(at(700)));
        clock.onRead(at(690));
        clock.onMessageBegun(at(690));
        clock.onRead(at(719));
        assertEquals(Expiry.NONE, clock.expired(at(719)));
        assertEquals(Expiry.FIRST_MESSAGE, clock.expired(at(720)));
    }

    @Test
    void shouldLetAPbxBeSilentButNotDeaf() {
        ConnectionClock clock = clock(false, false);

        assertEquals(Expiry.NONE, clock.expired(at(100_000)));
        assertEquals(ConnectionClock.NEVER, clock.untilDeadline(at(100_000)));
        clock.onWriteWaits(at(100_000));
        assertEquals(TimeUnit.SECONDS.toNanos(20), clock.untilDeadline(at(100_000)));
        assertEquals(Expiry.WRITE, clock.expired(at(100_020)));
    }

    @Test
    void shouldBearAPeerThatReadsSlowly() {
        ConnectionClock clock = clock(true, false);
        clock.onMessage();

        clock.onWriteWaits(at(0));
        clock.onWriteWaits(at(15));
        clock.onWritten(at(19), true);
        assertEquals(Expiry.NONE, clock.expired(at(38)));
        assertEquals(Expiry.WRITE, clock.expired(at(39)));
        clock.onWritten(at(39), false);
        assertEquals(Expiry.NONE, clock.expired(at(39)));
    }

    private static ConnectionClock clock(boolean phone, boolean tls) {
        return new ConnectionClock(EdgeFixture.LIMITS, phone, tls, START);
    }

    /** Seconds after the start; the clock of a machine may wrap. */
    private static long at(int seconds) {
        return START + TimeUnit.SECONDS.toNanos(seconds);
    }
}
