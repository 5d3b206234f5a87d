package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.sip.transport.ConnectionLimits.Admission;
import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class ConnectionLimitsTest {

    private static final InetAddress ONE = InetAddress.ofLiteral("192.0.2.1");
    private static final InetAddress TWO = InetAddress.ofLiteral("192.0.2.2");

    private final ConnectionLimits limits = new ConnectionLimits(3, 2);

    @Test
    void shouldLimitEachSourceAndAllTogether() {
        assertEquals(Admission.ADMITTED, limits.admit(ONE));
        assertEquals(Admission.ADMITTED, limits.admit(ONE));
        assertEquals(Admission.TOO_MANY_FROM_SOURCE, limits.admit(ONE));
        assertEquals(Admission.ADMITTED, limits.admit(TWO));
        assertEquals(Admission.TOO_MANY, limits.admit(TWO));
        assertEquals(3, limits.total());
    }

    @Test
    void shouldForgetWhatWasReleased() {
        limits.admit(ONE);
        limits.admit(ONE);
        limits.release(ONE);

        assertEquals(Admission.ADMITTED, limits.admit(ONE));
        assertEquals(Admission.TOO_MANY_FROM_SOURCE, limits.admit(ONE));
        limits.release(ONE);
        limits.release(ONE);
        assertEquals(0, limits.total());
    }

    @Test
    void shouldTakeAnIpv6NetworkForOneSource() {
        assertEquals(Admission.ADMITTED, limits.admit(InetAddress.ofLiteral("2001:db8:1:2::1")));
        assertEquals(Admission.ADMITTED, limits.admit(InetAddress.ofLiteral("2001:db8:1:2:ffff::9")));
        assertEquals(Admission.TOO_MANY_FROM_SOURCE, limits.admit(InetAddress.ofLiteral("2001:db8:1:2::3")));
        assertEquals(Admission.ADMITTED, limits.admit(InetAddress.ofLiteral("2001:db8:1:3::1")));
    }
}
