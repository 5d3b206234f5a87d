package io.sbc.core.call;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Where PBXs are and which sources are taken for them (SIP-12), as call control asks. Thread-safe. */
public interface PbxRoutes {

    Optional<PbxDefinition> byId(String id);

    /** The PBX that sends from this address. */
    Optional<PbxDefinition> bySource(InetAddress source);

    /** Next hops in the order to try them, told later on {@code shard}; none when the DNS knows none. */
    void resolve(PbxDefinition pbx, ShardContext shard, Consumer<List<NextHop>> then);

    /** The same where it is known already: a call goes on without another turn of its shard. On {@code shard}; empty: ask. */
    default Optional<List<NextHop>> resolved(PbxDefinition pbx, ShardContext shard) {
        return Optional.empty();
    }

    /** The same for emergency calls: what health checks say does not take an address away, it only comes later. */
    default PbxRoutes urgent() {
        return this;
    }

    /** Why it is out of reach, in a line for people. */
    default String trouble(PbxDefinition pbx) {
        return "PBX " + pbx.id() + (isLocated(pbx) ? ": no address of it answers" : ": its name has no address");
    }

    /** Whether any address of it is known, be it up or down. */
    default boolean isLocated(PbxDefinition pbx) {
        return true;
    }

    /** A hop did not answer, refused the connection or said 503 (RFC 3263 §4.3). */
    void onFailed(NextHop hop);

    /** A hop answered. */
    void onAnswered(NextHop hop);

    /** A hop said 503, with this Retry-After. */
    default void onBusy(NextHop hop, Duration retryAfter) {
        onFailed(hop);
    }

    /** How long a request waits in silence for one of several hops before the next is asked. */
    default Duration silenceLimit() {
        return Duration.ofSeconds(4);
    }

    /** How long a call waits in silence, all hops together; empty: as long as RFC 3261 lets the last one. */
    default Optional<Duration> giveUp() {
        return Optional.empty();
    }

    /** A hop says nothing to a request, and there is no other to ask: worth a look, unless it answers other requests. */
    default void onSilent(NextHop hop) {}

    /** Whether a hop has answered anything, a health check included, within this time. */
    default boolean isAlive(NextHop hop, Duration within) {
        return false;
    }

    /** Hops of a host name in a message of a PBX, as far as they are known now; asks the DNS for the next time. */
    default List<NextHop> known(String host, int port, TransportProtocol transport) {
        return List.of();
    }
}
