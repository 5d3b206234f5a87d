package io.sbc.core.icp;

import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** A zone in a map; says what was asked. */
final class FakeDns implements DnsSource {

    static final long TTL = 60;

    final List<String> asked = new ArrayList<>();
    boolean failing;
    /** Names that no server answers for. */
    final Set<String> lame = new HashSet<>();
    private final Map<String, List<Record>> zone = new HashMap<>();

    @Override
    public List<Record> lookup(String name, int type) throws IOException {
        asked.add(Type.string(type) + " " + name);
        if (failing || lame.contains(name)) {
            throw new IOException("no server answers");
        }
        return zone.getOrDefault(Type.string(type) + " " + name, List.of());
    }

    FakeDns address(String name, String address) {
        InetAddress ip = InetAddress.ofLiteral(address);
        return put(name, ip.getAddress().length == 4
                ? new ARecord(name(name), DClass.IN, TTL, ip)
                : new AAAARecord(name(name), DClass.IN, TTL, ip));
    }

    FakeDns srv(String service, int priority, int weight, int port, String target) {
        return put(service, new SRVRecord(name(service), DClass.IN, TTL, priority, weight, port, name(target)));
    }

    FakeDns naptr(String name, int order, String service, String replacement) {
        return put(name, new NAPTRRecord(name(name), DClass.IN, TTL, order, 50, "s", service, "", name(replacement)));
    }

    void forget() {
        zone.clear();
    }

    private FakeDns put(String name, Record record) {
        zone.computeIfAbsent(Type.string(record.getType()) + " " + name, _ -> new ArrayList<>()).add(record);
        return this;
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
