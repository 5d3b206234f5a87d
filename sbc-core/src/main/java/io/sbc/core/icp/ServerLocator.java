package io.sbc.core.icp;

import io.sbc.base.Clock;
import io.sbc.core.icp.LocatedServers.Server;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.Type;

/**
 * RFC 3263 §4: a host becomes transport, addresses and ports. A numeric host asks nobody, a port skips SRV, a transport
 * skips NAPTR. Runs on virtual threads; one use is one object.
 */
final class ServerLocator {

    /** No further question is asked once this long has passed; what was found until then counts. */
    static final Duration TIME_LIMIT = Duration.ofSeconds(5);

    /** SRV records and addresses beyond these are ignored. */
    static final int SERVERS_MAX = 8;
    static final int ADDRESSES_MAX = 4;

    private static final long NUMERIC_TTL_SECONDS = Integer.MAX_VALUE;

    private final DnsSource dns;
    private final Clock clock;
    private final Set<TransportProtocol> supported;
    private final long deadlineNanos;
    private long ttlSeconds = NUMERIC_TTL_SECONDS;
    private boolean complete = true;

    /** What is asked for. An empty transport is found out by NAPTR and SRV. */
    record Query(String host, int port, Optional<TransportProtocol> transport) {

        Query {
            host = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
            host = host.toLowerCase(Locale.ROOT);
        }

        Optional<InetAddress> numericHost() {
            try {
                return Optional.of(InetAddress.ofLiteral(host));
            } catch (IllegalArgumentException e) {
                return Optional.empty(); // a name
            }
        }
    }

    ServerLocator(DnsSource dns, Clock clock) {
        this(dns, clock, EnumSet.allOf(TransportProtocol.class));
    }

    /** @param supported what we speak: RFC 3263 §4.1 discards every other service */
    ServerLocator(DnsSource dns, Clock clock, Set<TransportProtocol> supported) {
        this.dns = dns;
        this.clock = clock;
        this.supported = Set.copyOf(supported);
        this.deadlineNanos = clock.nanoTime() + TIME_LIMIT.toNanos();
    }

    LocatedServers locate(Query query) {
        List<Server> servers = find(query);
        return new LocatedServers(servers, complete, ttlSeconds);
    }

    /** An address as it is needs no locator. */
    static Optional<LocatedServers> locateNumeric(Query query) {
        return query.numericHost().map(address -> {
            TransportProtocol transport = query.transport.orElse(TransportProtocol.UDP);
            NextHop hop = hop(query, transport, address, query.port);
            return new LocatedServers(List.of(new Server(0, 0, List.of(hop))), true, NUMERIC_TTL_SECONDS);
        });
    }

    private List<Server> find(Query query) {
        if (query.port == 0) {
            List<Server> servers = query.transport.isPresent()
                    ? bySrv(query, query.transport.get(), serviceName(query.transport.get(), query.host))
                    : byNaptr(query);
            if (!servers.isEmpty()) {
                return servers;
            }
        }
        List<NextHop> hops = hops(query, query.transport.orElse(TransportProtocol.UDP), query.host, query.port);
        return hops.isEmpty() ? List.of() : List.of(new Server(0, 0, hops));
    }

    /** §4.1: the most preferred service that leads somewhere; without NAPTR, SRV for each transport. */
    private List<Server> byNaptr(Query query) {
        List<NAPTRRecord> services = ask(query.host, Type.NAPTR, NAPTRRecord.class).stream()
                .filter(record -> record.getFlags().equalsIgnoreCase("s")
                        && transport(record).filter(supported::contains).isPresent())
                .sorted(Comparator.comparingInt(NAPTRRecord::getOrder).thenComparingInt(NAPTRRecord::getPreference))
                .limit(SERVERS_MAX).toList();
        for (NAPTRRecord service : services) {
            List<Server> servers = bySrv(query, transport(service).orElseThrow(),
                    service.getReplacement().toString(true));
            if (!servers.isEmpty()) {
                return servers;
            }
        }
        for (TransportProtocol transport : List.of(TransportProtocol.TLS, TransportProtocol.TCP,
                TransportProtocol.UDP)) {
            List<Server> servers = services.isEmpty() && supported.contains(transport)
                    ? bySrv(query, transport, serviceName(transport, query.host))
                    : List.of();
            if (!servers.isEmpty()) {
                return servers;
            }
        }
        return List.of();
    }

    private static Optional<TransportProtocol> transport(NAPTRRecord service) {
        return switch (service.getService().toUpperCase(Locale.ROOT)) {
            case "SIPS+D2T" -> Optional.of(TransportProtocol.TLS);
            case "SIP+D2T" -> Optional.of(TransportProtocol.TCP);
            case "SIP+D2U" -> Optional.of(TransportProtocol.UDP);
            default -> Optional.empty();
        };
    }

    private static String serviceName(TransportProtocol transport, String host) {
        return switch (transport) {
            case UDP -> "_sip._udp.";
            case TCP -> "_sip._tcp.";
            case TLS -> "_sips._tcp.";
        } + host;
    }

    private List<Server> bySrv(Query query, TransportProtocol transport, String service) {
        List<Server> servers = new ArrayList<>();
        List<SRVRecord> records = ask(service, Type.SRV, SRVRecord.class).stream()
                .sorted(Comparator.comparingInt(SRVRecord::getPriority)).limit(SERVERS_MAX).toList();
        for (SRVRecord record : records) {
            String target = record.getTarget().toString(true);
            // RFC 2782: a target of "." says that the service is not there.
            List<NextHop> hops = target.equals(".") || target.isEmpty()
                    ? List.of()
                    : hops(query, transport, target, record.getPort());
            if (!hops.isEmpty()) {
                servers.add(new Server(record.getPriority(), record.getWeight(), hops));
            }
        }
        return servers;
    }

    private List<NextHop> hops(Query query, TransportProtocol transport, String host, int port) {
        List<NextHop> hops = new ArrayList<>();
        for (ARecord record : ask(host, Type.A, ARecord.class)) {
            hops.add(hop(query, transport, record.getAddress(), port));
        }
        for (AAAARecord record : ask(host, Type.AAAA, AAAARecord.class)) {
            hops.add(hop(query, transport, record.getAddress(), port));
        }
        return hops.size() > ADDRESSES_MAX ? hops.subList(0, ADDRESSES_MAX) : hops;
    }

    /** The certificate has to be for the name that was configured, wherever DNS leads (RFC 3263 §4.1, RFC 5922 §7.1). */
    private static NextHop hop(Query query, TransportProtocol transport, InetAddress address, int port) {
        int known = port != 0 ? port : transport == TransportProtocol.TLS ? 5061 : 5060;
        return new NextHop(transport, new InetSocketAddress(withoutName(address), known), query.host);
    }

    /** The same address without a host name in it, so that equal addresses are equal whatever led to them. */
    private static InetAddress withoutName(InetAddress address) {
        return InetAddress.ofLiteral(address.getHostAddress());
    }

    private <R extends Record> List<R> ask(String name, int type, Class<R> kind) {
        if (clock.nanoTime() - deadlineNanos > 0) {
            complete = false;
            return List.of();
        }
        try {
            List<R> records = dns.lookup(name, type).stream().filter(kind::isInstance).map(kind::cast).toList();
            records.forEach(record -> ttlSeconds = Math.min(ttlSeconds, record.getTTL()));
            return records;
        } catch (IOException e) {
            complete = false; // told by the caller, who knows whether an older answer can stand in
            return List.of();
        }
    }
}
