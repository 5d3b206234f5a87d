package io.sbc.admin.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.sbc.core.Side;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.media.api.AddressLearning;
import io.sbc.media.api.MediaNetworks;
import io.sbc.media.api.MediaNetworks.Refusal;
import io.sbc.media.conductor.MediaPlaneSettings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class MediaPlaneWiringTest {

    @Test
    void shouldHandOverMarksRatesAndLearning() {
        MediaPlaneSettings settings = MediaPlaneWiring.settings(config("""
                set: {media: {learning: host}}
                icp: {media: {dscp: 34}}
                media: {packets-per-second: 100, strangers-per-second: 7, packet-size: 800}
                """));

        assertEquals(46 << 2, settings.set().trafficClass(), "EF by default");
        assertEquals(34 << 2, settings.icp().trafficClass());
        assertEquals(AddressLearning.HOST, settings.rules().set().learning());
        assertEquals(AddressLearning.NETWORK, settings.rules().icp().learning());
        assertEquals(100, settings.rules().packetsPerSecond());
        assertEquals(7, settings.rules().strangerPacketsPerSecond());
        assertEquals(800, settings.rules().packetOctets());
    }

    @Test
    void shouldRefuseLoopbackAndOurselvesTowardsPhones() {
        SbcConfig config = config("""
                interface: {address: 10.0.0.1, advertised-address: 198.51.100.1}
                icp: {media: {deny: [10.9.0.0/16]}}
                """);
        MediaNetworks set = MediaPlaneWiring.networks(config, Side.SET);
        MediaNetworks icp = MediaPlaneWiring.networks(config, Side.ICP);

        assertEquals(Optional.of(Refusal.LOOPBACK), refusal(set, "127.0.0.1", 4000));
        assertEquals(Optional.of(Refusal.OURSELVES), refusal(set, "198.51.100.1", 20_000));
        assertEquals(Optional.of(Refusal.OURSELVES), refusal(set, "10.0.0.1", 29_999));
        assertEquals(Optional.empty(), refusal(icp, "10.0.0.1", 20_000), "a PBX that is a proxy returns our calls");
        assertEquals(Optional.of(Refusal.DENIED), refusal(icp, "10.9.1.1", 4000));
        assertEquals(Optional.empty(), refusal(set, "10.9.1.1", 4000));
    }

    private static Optional<Refusal> refusal(MediaNetworks networks, String address, int port) {
        return networks.refusalOf(new InetSocketAddress(InetAddress.ofLiteral(address), port));
    }

    private static SbcConfig config(String yaml) {
        return assertInstanceOf(ConfigResult.Valid.class, new ConfigReader(2).parse(yaml)).config();
    }
}
