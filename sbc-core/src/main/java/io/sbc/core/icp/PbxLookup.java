package io.sbc.core.icp;

import io.sbc.base.Clock;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxNode;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.util.List;
import java.util.Optional;

/** Where a node of a PBX is, asked of DNS anew and as signalling finds it (RFC 3263), for who checks the surroundings. Waits for DNS. */
public final class PbxLookup {

    private final DnsSource dns;
    private final Clock clock;

    public PbxLookup(DnsSource dns, Clock clock) {
        this.dns = dns;
        this.clock = clock;
    }

    /** Its addresses, the preferred first; empty when its name leads nowhere, or DNS does not answer. */
    public List<NextHop> of(PbxDefinition pbx, PbxNode node) {
        var query = new ServerLocator.Query(node.host(), node.port(),
                node.transport().or(() -> Optional.of(pbx.transport())));
        return ServerLocator.locateNumeric(query).orElseGet(() -> new ServerLocator(dns, clock).locate(query))
                .servers().stream().flatMap(server -> server.hops().stream()).toList();
    }
}
