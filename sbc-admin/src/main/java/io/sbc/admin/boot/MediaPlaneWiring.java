package io.sbc.admin.boot;

import io.sbc.media.api.RelayRules;
import io.sbc.core.Side;
import io.sbc.core.config.IpNetwork;
import io.sbc.core.config.MediaAddress;
import io.sbc.core.config.MediaRules;
import io.sbc.core.config.MediaSettings;
import io.sbc.core.config.SbcConfig;
import io.sbc.media.api.MediaNetworks;
import io.sbc.media.api.MediaNetworks.Network;
import io.sbc.media.api.MediaNetworks.PortRange;
import io.sbc.media.conductor.MediaPlaneSettings;
import io.sbc.media.conductor.MediaPlaneSettings.SideAddress;
import io.sbc.media.conductor.QualitySettings;
import io.sbc.media.socket.IoKind;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** The configuration in the media plane's words: it knows nothing of ours. */
public final class MediaPlaneWiring {

    private MediaPlaneWiring() {}

    /** What the media plane is told at start. */
    public static MediaPlaneSettings settings(SbcConfig config) {
        MediaSettings media = config.media();
        RelayRules rules = new RelayRules(rules(config, Side.SET), rules(config, Side.ICP), media.packetsPerSecond(),
                media.strangersPerSecond(), media.packetSize());
        return new MediaPlaneSettings(address(config, Side.SET), address(config, Side.ICP), media.portMin(),
                media.portMax(), media.quarantine(), media.loops(), io(media.io()), config.calls().mediaTimeout(),
                config.calls().maximum(), rules,
                new QualitySettings(media.qualityInterval(), media.silence(), media.rtcpInterval()));
    }

    private static MediaAddress mediaOf(SbcConfig config, Side side) {
        return side == Side.SET ? config.set().media() : config.icp().media();
    }

    private static SideAddress address(SbcConfig config, Side side) {
        MediaAddress address = mediaOf(config, side);
        // The DSCP is the upper six bits (RFC 2474 §3).
        return new SideAddress(InetAddress.ofLiteral(address.address()),
                InetAddress.ofLiteral(address.advertisedAddress()), config.media().sides().on(side).dscp() << 2);
    }

    private static RelayRules.Side rules(SbcConfig config, Side side) {
        return new RelayRules.Side(networks(config, side), config.media().sides().on(side).learning());
    }

    /** Where media of {@code side} may go: what the plan is held against, and what signalling refuses with 488. */
    static MediaNetworks networks(SbcConfig config, Side side) {
        MediaRules rules = config.media().sides().on(side);
        InetAddress bound = InetAddress.ofLiteral(mediaOf(config, side).address());
        InetAddress advertised = InetAddress.ofLiteral(mediaOf(config, side).advertisedAddress());
        boolean loopback = bound.isLoopbackAddress() || advertised.isLoopbackAddress();
        return new MediaNetworks(toNetworks(rules.allow()), toNetworks(rules.deny()), loopback,
                side == Side.SET ? ownPorts(config) : List.of());
    }

    private static List<Network> toNetworks(List<IpNetwork> networks) {
        return networks.stream().map(each -> new Network(each.address(), each.prefixLength())).toList();
    }

    /** Our media ports, by every name that they have. */
    private static List<PortRange> ownPorts(SbcConfig config) {
        Set<InetAddress> addresses = new LinkedHashSet<>();
        for (Side side : Side.values()) {
            InetAddress bound = InetAddress.ofLiteral(mediaOf(config, side).address());
            addresses.addAll(bound.isAnyLocalAddress() ? allOfThisMachine() : List.of(bound));
            addresses.add(InetAddress.ofLiteral(mediaOf(config, side).advertisedAddress()));
        }
        return addresses.stream()
                .map(address -> new PortRange(address, config.media().portMin(), config.media().portMax())).toList();
    }

    private static List<InetAddress> allOfThisMachine() {
        List<InetAddress> addresses = new ArrayList<>();
        try {
            NetworkInterface.networkInterfaces().flatMap(NetworkInterface::inetAddresses).forEach(addresses::add);
        } catch (SocketException e) {
            throw new IllegalStateException("the addresses of this machine cannot be listed", e);
        }
        return addresses;
    }

    private static IoKind io(MediaSettings.MediaIo io) {
        return switch (io) {
            case AUTO -> IoKind.AUTO;
            case NATIVE -> IoKind.NATIVE;
            case NIO -> IoKind.NIO;
        };
    }
}
