package io.sbc.admin.boot;

import io.sbc.core.call.PbxRoutes;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.icp.Icps;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What call control asks of PBXs, answered by {@link Icps}. */
record RoutesToIcps(Icps icps, boolean isUrgent) implements PbxRoutes {

    RoutesToIcps(Icps icps) {
        this(icps, false);
    }

    @Override
    public PbxRoutes urgent() {
        return new RoutesToIcps(icps, true);
    }

    @Override
    public Optional<PbxDefinition> byId(String id) {
        return icps.byId(id);
    }

    @Override
    public Optional<PbxDefinition> bySource(InetAddress source) {
        return icps.bySource(source);
    }

    @Override
    public void resolve(PbxDefinition pbx, ShardContext shard, Consumer<List<NextHop>> then) {
        if (isUrgent) {
            icps.resolveUrgently(pbx, shard, then);
        } else {
            icps.resolve(pbx, shard, then);
        }
    }

    @Override
    public Optional<List<NextHop>> resolved(PbxDefinition pbx, ShardContext shard) {
        return isUrgent ? Optional.empty() : icps.resolved(pbx, shard);
    }

    @Override
    public String trouble(PbxDefinition pbx) {
        return icps.trouble(pbx);
    }

    @Override
    public boolean isLocated(PbxDefinition pbx) {
        return icps.isLocated(pbx);
    }

    @Override
    public void onFailed(NextHop hop) {
        icps.onFailed(hop);
    }

    @Override
    public void onAnswered(NextHop hop) {
        icps.onAnswered(hop);
    }

    @Override
    public void onBusy(NextHop hop, Duration retryAfter) {
        icps.onBusy(hop, retryAfter);
    }

    @Override
    public Duration silenceLimit() {
        return icps.silenceLimit();
    }

    @Override
    public Optional<Duration> giveUp() {
        return isUrgent ? Optional.empty() : Optional.of(icps.giveUp());
    }

    @Override
    public void onSilent(NextHop hop) {
        icps.onSilent(hop);
    }

    @Override
    public boolean isAlive(NextHop hop, Duration within) {
        return icps.isAlive(hop, within);
    }

    @Override
    public List<NextHop> known(String host, int port, TransportProtocol transport) {
        return icps.known(host, port, transport);
    }
}
