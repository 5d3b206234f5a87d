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
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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

    private static final InetAddress BROADCAST = InetAddress.ofLiteral("255.255.255.255");

    private static final long NUMERIC_TTL_SECONDS = Integer.MAX_VALUE;

    private final DnsSource dns;
    private final Clock clock;
    private final Set<TransportProtocol> supported;
    private final long deadlineNanos;
    private final Map<Question, List<Record>> before;
    private final Map<Question, List<Record>> answers = new HashMap<>();
    private long ttlSeconds = NUMERIC_TTL_SECONDS;
    private boolean complete = true;

    /** Whether DNS says by SRV where the service is, or that it is nowhere, or could not say: no address is guessed then. */
    private boolean decidedBySrv;

    /** What DNS is asked: a name, and the type of its records. */
    record Question(String name, int type) {}

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
        this(dns, clock, supported, Map.of());
    }

    /** @param before the {@link #answers} of the last time: each stands in where DNS fails now (RFC 8767) */
    ServerLocator(DnsSource dns, Clock clock, Set<TransportProtocol> supported, Map<Question, List<Record>> before) {
        this.before = before;
        this.dns = dns;
        this.clock = clock;
        this.supported = Set.copyOf(supported);
        this.deadlineNanos = clock.nanoTime() + TIME_LIMIT.toNanos();
    }

    LocatedServers locate(Query query) {
        List<Server> servers = find(query);
        return new LocatedServers(servers, complete, ttlSeconds);
    }

    /** What DNS has answered, now or before: no more than the questions of one query. */
    Map<Question, List<Record>> answers() {
        return Map.copyOf(answers);
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
            if (!servers.isEmpty() || decidedBySrv) {
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
        Optional<List<SRVRecord>> answer = answer(service, Type.SRV, SRVRecord.class);
        // RFC 3263 §4.2: addresses of the domain itself are for domains without SRV, which a failure does not tell.
        decidedBySrv |= answer.isEmpty() || !answer.get().isEmpty();
        List<SRVRecord> records = answer.orElse(List.of()).stream()
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
            add(hops, hop(query, transport, record.getAddress(), port));
        }
        for (AAAARecord record : ask(host, Type.AAAA, AAAARecord.class)) {
            add(hops, hop(query, transport, record.getAddress(), port));
        }
        return hops.size() > ADDRESSES_MAX ? hops.subList(0, ADDRESSES_MAX) : hops;
    }

    /** A resolver that hides a name answers 0.0.0.0, which leads to this very host; nor is a group anybody's address. */
    private static void add(List<NextHop> hops, NextHop hop) {
        InetAddress address = hop.address().getAddress();
        if (!address.isAnyLocalAddress() && !address.isMulticastAddress() && !address.equals(BROADCAST)) {
            hops.add(hop);
        }
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
        return answer(name, type, kind).orElse(List.of());
    }

    /** Empty when DNS fails and never answered before. */
    private <R extends Record> Optional<List<R>> answer(String name, int type, Class<R> kind) {
        Question question = new Question(name, type);
        Optional<List<Record>> found = lookup(question);
        found.ifPresent(records -> {
            answers.put(question, records);
            records.forEach(record -> ttlSeconds = Math.min(ttlSeconds, record.getTTL()));
        });
        return found.map(records -> records.stream().filter(kind::isInstance).map(kind::cast).toList());
    }

    private Optional<List<Record>> lookup(Question question) {
        if (clock.nanoTime() - deadlineNanos <= 0) {
            try {
                return Optional.of(List.copyOf(dns.lookup(question.name, question.type)));
            } catch (IOException e) {
                // Told by the caller, who knows whether an older answer can stand in.
            }
        }
        complete = false;
        return Optional.ofNullable(before.get(question));
    }
}
