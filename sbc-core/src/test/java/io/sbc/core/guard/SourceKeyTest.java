package io.sbc.core.guard;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;

class SourceKeyTest {

    @Test
    void shouldTakeAnIpv4AddressAsItIs() {
        assertEquals("192.0.2.7", SourceKey.text(key("192.0.2.7")));
        assertNotEquals(key("192.0.2.7"), key("192.0.2.8"));
    }

    @Test
    void shouldTakeAnIpv6NetworkOf64BitsAsOneSource() {
        assertEquals(key("2001:db8:1:2::1"), key("2001:db8:1:2:ffff::9"));
        assertNotEquals(key("2001:db8:1:2::1"), key("2001:db8:1:3::1"));
        assertEquals("2001:db8:1:2:0:0:0:0/64", SourceKey.text(key("2001:db8:1:2::1")));
        assertNotEquals(key("::1"), key("0.0.0.1"));
    }

    private static long key(String address) {
        return SourceKey.of(InetAddress.ofLiteral(address));
    }
}
