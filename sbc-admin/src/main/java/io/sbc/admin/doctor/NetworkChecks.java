package io.sbc.admin.doctor;

import io.sbc.base.Clock;
import io.sbc.core.config.Listener;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxNode;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.icp.DnsSource;
import io.sbc.core.icp.PbxLookup;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** What is outside: ports that others took, names, PBXs. */
final class NetworkChecks {

    private static final String DOMAIN = "set.domain";
    private static final String MEDIA_PORTS = "media.ports";

    /** Of a name with very many the rest would only take time. */
    private static final int ADDRESSES_MAX = 8;

    private final SbcConfig config;
    private final boolean runs;
    private final DnsSource dns;
    private final Clock clock;
    private final PbxProbe probe;

    /**
     * @param runs whether the SBC of this configuration runs now: then it has its ports itself
     * @param dns asks the DNS servers that signalling asks
     */
    NetworkChecks(SbcConfig config, boolean runs, DnsSource dns, Clock clock, PbxProbe probe) {
        this.dns = dns;
        this.clock = clock;
        this.config = config;
        this.runs = runs;
        this.probe = probe;
    }

    List<Ailment> look() {
        List<Ailment> found = new ArrayList<>();
        if (runs) {
            found.add(Ailment.well("ports", "the SBC runs and has its ports"));
        } else {
            port(found, "set.tls.port", config.set().address(), config.set().tls().listener(), false);
            port(found, "set.tcp.port", config.set().address(), config.set().tcp(), false);
            port(found, "set.udp.port", config.set().address(), config.set().udp(), true);
            port(found, "icp.tls.port", config.icp().address(), config.icp().tls().listener(), false);
            port(found, "icp.tcp.port", config.icp().address(), config.icp().tcp(), false);
            port(found, "icp.udp.port", config.icp().address(), config.icp().udp(), true);
            port(found, "admin.port", config.admin().address(),
                    new Listener(true, config.admin().port(), Listener.Access.PRIVATE, List.of()), false);
            port(found, "admin.api.port", config.admin().api().address(), new Listener(config.admin().api().enabled(),
                    config.admin().api().port(), Listener.Access.PRIVATE, List.of()), false);
            found.add(mediaPorts());
        }
        domain().ifPresent(found::add);
        for (int i = 0; i < config.icp().pbxs().size(); i++) {
            pbx(found, "icp.pbxs[" + i + "]", config.icp().pbxs().get(i));
        }
        return found;
    }

    /** Whether phones that ask for the domain come to where they are told to send media: behind another address there is somebody else. */
    private Optional<Ailment> domain() {
        String domain = config.set().domain();
        String advertised = config.set().media().advertisedAddress();
        try {
            List<InetAddress> leadsTo = List.of(InetAddress.getAllByName(domain));
            String where = leadsTo.stream().map(InetAddress::getHostAddress).collect(Collectors.joining(", "));
            return leadsTo.contains(InetAddress.ofLiteral(advertised))
                    ? Optional.of(Ailment.well(DOMAIN, domain + " leads to " + where))
                    : Optional.of(Ailment.warning(DOMAIN, domain + " leads to " + where
                            + ", and phones are told to send media to " + advertised,
                            "Set set.media.advertised-address (or interface.advertised-address) to the public address of the SBC, or mend DNS"));
        } catch (UnknownHostException unknown) {
            return Optional.of(Ailment.warning(DOMAIN, "the domain of the phones, " + domain + ", has no address here",
                    "Phones that ask for it by DNS do not find the SBC: have the name lead to its public address"));
        }
    }

    private static void port(List<Ailment> found, String path, String address, Listener listener, boolean udp) {
        if (!listener.enabled() || listener.port() == 0) {
            return;
        }
        String what = address + " port " + listener.port() + (udp ? " UDP" : " TCP");
        try {
            bind(new InetSocketAddress(address, listener.port()), udp);
            found.add(Ailment.well(path, what + " is free"));
        } catch (IOException taken) {
            found.add(Ailment.problem(path, what + " cannot be bound: " + taken.getMessage(),
                    "Find who has it (ss -lntup), or choose another port or address"));
        }
    }

    /** Media goes on with those that are free; with none of them there is no call. */
    private Ailment mediaPorts() {
        int first = config.media().portMin();
        int last = config.media().portMax();
        String address = config.set().media().address();
        int taken = 0;
        for (int port = first; port <= last; port++) {
            try {
                bind(new InetSocketAddress(address, port), true);
            } catch (IOException inUse) {
                taken++;
            }
        }
        String what = address + " UDP ports " + first + " to " + last + ": " + (taken == 0
                ? "all are free"
                : taken + " of " + (last - first + 1) + " cannot be bound");
        if (taken == 0) {
            return Ailment.well(MEDIA_PORTS, what);
        }
        String fix = "Find who has them (ss -lnup), choose another range, or keep it out of net.ipv4.ip_local_port_range";
        return taken > last - first
                ? Ailment.problem(MEDIA_PORTS, what, fix)
                : Ailment.warning(MEDIA_PORTS, what, fix);
    }

    private static void bind(InetSocketAddress address, boolean udp) throws IOException {
        if (udp) {
            new DatagramSocket(address).close();
        } else {
            try (ServerSocket socket = new ServerSocket()) {
                socket.setReuseAddress(true);
                socket.bind(address);
            }
        }
    }

    private Ailment nowhere(String path, String name, boolean unanswered) {
        if (!unanswered) {
            return Ailment.problem(path, name + ": the name has no address",
                    "Ask for it with dig; mend DNS (icp.dns-servers), or configure the PBX by its address");
        }
        return config.icp().dnsServers().isEmpty()
                ? Ailment.problem(path, name + ": no DNS server of this machine answers for the name",
                        "Compare /etc/resolv.conf with the servers there are, and see that no firewall drops port 53; or set icp.dns-servers")
                : Ailment.problem(path, name + ": none of icp.dns-servers answers for the name",
                        "Compare icp.dns-servers with the servers there are, and see that no firewall drops port 53");
    }

    private void pbx(List<Ailment> found, String path, PbxDefinition pbx) {
        for (PbxNode node : pbx.nodes()) {
            String name = "PBX " + pbx.id() + " at " + node.host() + (node.port() == 0 ? "" : " port " + node.port());
            DnsWatch watch = new DnsWatch(dns);
            List<NextHop> hops = new PbxLookup(watch, clock).of(pbx, node);
            hops.stream().limit(ADDRESSES_MAX).forEach(hop -> found.add(probe.ask(path, hops.size() == 1
                    ? name
                    : name + " (" + hop.address().getAddress().getHostAddress() + " port " + hop.address().getPort()
                            + ")",
                    pbx, node.host(), hop)));
            if (hops.isEmpty()) {
                found.add(nowhere(path, name, watch.hasUnanswered()));
            }
        }
    }
}
