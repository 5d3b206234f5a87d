package io.sbc.media.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.media.api.MediaNetworks.Network;
import io.sbc.media.api.MediaNetworks.PortRange;
import io.sbc.media.api.MediaNetworks.Refusal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaNetworksTest {

    private static final MediaNetworks DEFAULTS = new MediaNetworks(List.of(), List.of(), false,
            List.of(new PortRange(InetAddress.ofLiteral("198.51.100.1"), 20_000, 29_999)));

    @ParameterizedTest
    @CsvSource({"192.0.2.1, ", "10.0.0.1, ", "2001:db8::1, ", "fe80::1, ", "239.1.2.3, MULTICAST", "ff02::1, MULTICAST",
        "255.255.255.255, BROADCAST", "0.0.0.0, NO_HOST", "0.1.2.3, NO_HOST", "240.0.0.1, NO_HOST", "::, NO_HOST",
        "127.0.0.1, LOOPBACK", "127.8.9.10, LOOPBACK", "::1, LOOPBACK", "::ffff:127.0.0.1, LOOPBACK"})
    void shouldRefuseWhatIsNoPlaceForMedia(String address, Refusal expected) {
        assertEquals(Optional.ofNullable(expected), refusalBy(DEFAULTS, address, 4000));
    }

    @Test
    void shouldRefuseOurOwnMediaPortsAndNoOthersOfOurs() {
        assertEquals(Optional.of(Refusal.OURSELVES), refusalBy(DEFAULTS, "198.51.100.1", 20_000));
        assertEquals(Optional.of(Refusal.OURSELVES), refusalBy(DEFAULTS, "198.51.100.1", 29_999));
        assertEquals(Optional.empty(), refusalBy(DEFAULTS, "198.51.100.1", 30_000));
        assertEquals(Optional.empty(), refusalBy(DEFAULTS, "198.51.100.2", 20_000));
    }

    @Test
    void shouldRefusePortZero() {
        assertEquals(Optional.of(Refusal.NO_HOST), refusalBy(DEFAULTS, "192.0.2.1", 0));
    }

    @Test
    void shouldTakeLoopbackWhereWeListenThere() {
        assertEquals(Optional.empty(),
                refusalBy(new MediaNetworks(List.of(), List.of(), true, List.of()), "127.0.0.1", 4000));
    }

    @Test
    void shouldLetTheLongestPrefixDecide() {
        MediaNetworks networks = new MediaNetworks(List.of(Network.of("10.0.0.0/8"), Network.of("10.1.2.0/23")),
                List.of(Network.of("0.0.0.0/0"), Network.of("10.1.0.0/16"), Network.of("10.1.2.0/23")), false,
                List.of());

        assertEquals(Optional.of(Refusal.DENIED), refusalBy(networks, "192.0.2.1", 4000));
        assertEquals(Optional.empty(), refusalBy(networks, "10.2.0.1", 4000));
        assertEquals(Optional.of(Refusal.DENIED), refusalBy(networks, "10.1.9.1", 4000));
        assertEquals(Optional.of(Refusal.DENIED), refusalBy(networks, "10.1.3.1", 4000), "of two alike the denial");
        assertEquals(Optional.empty(), refusalBy(networks, "2001:db8::1", 4000), "the other family is not meant");
    }

    @Test
    void shouldTakeWhatIsAllowedThoughItIsRefusedByDefault() {
        MediaNetworks networks = new MediaNetworks(List.of(Network.of("127.0.0.0/8"), Network.of("::1/128")), List.of(),
                false, List.of());

        assertEquals(Optional.empty(), refusalBy(networks, "127.0.0.1", 4000));
        assertEquals(Optional.empty(), refusalBy(networks, "::1", 4000));
    }

    private static Optional<Refusal> refusalBy(MediaNetworks networks, String address, int port) {
        return networks.refusalOf(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }
}
