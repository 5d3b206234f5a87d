package io.sbc.core.sip.transaction;

import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.Parameters;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Connector;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.Destination.OverFlow;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.sip.transport.SentBy;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * How requests of ours get out: by the rules of who gets them, with a Via of ours and a branch that names the shard, over the
 * flow that is known, or one that is opened (RFC 3261 §8.1.1.7, §18.1.1). Owned by the shard's thread.
 */
final class OutboundWay {

    /** RFC 3261 §18.1.1, where the path MTU is unknown. Octets. */
    private static final int DATAGRAM_MAX = 1_300;

    private final ShardContext shard;
    private final Connector connector;
    private final Counters<EdgeCounter> counters;

    /**
     * A request that is ready to be sent.
     *
     * @param branch of its topmost Via
     * @param to where it goes, over what is right for its size
     */
    record Addressed(SipRequest request, String branch, Side side, Destination to) {}

    OutboundWay(ShardContext shard, Connector connector, Counters<EdgeCounter> counters) {
        this.shard = shard;
        this.connector = connector;
        this.counters = counters;
    }

    Addressed address(SipRequest written, Destination destination, MessageRules rules) {
        Side side = sideOf(destination);
        SipRequest ruled = rules.outbound(written, side, peerOf(destination));
        String branch = Branch.next(shard);
        SipRequest sent = withVia(ruled, side, protocolOf(destination), branch);
        Destination way = wayFor(sent, destination);
        return new Addressed(way.equals(destination) ? sent : withVia(ruled, side, protocolOf(way), branch), branch,
                side, way);
    }

    private SipRequest withVia(SipRequest request, Side side, TransportProtocol protocol, String branch) {
        SentBy sentBy = connector.sentBy(side, protocol);
        Parameters parameters = Parameters.NONE.with("branch", branch).with("rport", "");
        Via via = new Via(protocol.name(), sentBy.host(), sentBy.port(), parameters);
        return request.edit().prepend(HeaderName.VIA, via).build();
    }

    /** Whether we wrote this Via: its protocol and sent-by are of a listener of ours on this side. */
    boolean isOurs(Side side, Via via) {
        for (TransportProtocol protocol : TransportProtocol.values()) {
            if (protocol.name().equalsIgnoreCase(via.transport())) {
                SentBy ours = connector.sentBy(side, protocol);
                return ours.port() == via.port() && ours.host().equalsIgnoreCase(via.host());
            }
        }
        return false;
    }

    /**
     * RFC 3261 §18.1.1: what would be too large for a datagram goes over a stream, where the PBX takes one at the same
     * address; else it goes as a datagram nevertheless, since most networks carry its fragments.
     */
    private Destination wayFor(SipRequest sent, Destination destination) {
        if (destination instanceof NextHop hop && !hop.protocol().isStream() && sent.length() > DATAGRAM_MAX) {
            Optional<NextHop> stream = connector.streamInstead(hop);
            counters.increment(stream.isPresent()
                    ? EdgeCounter.LARGE_REQUESTS_ON_STREAM
                    : EdgeCounter.LARGE_REQUESTS_IN_DATAGRAM);
            return stream.<Destination>map(way -> way).orElse(destination);
        }
        return destination;
    }

    /** Calls one of both on the shard: at once if the flow is there. */
    void withFlow(Destination destination, Consumer<Flow> then, Consumer<Throwable> otherwise) {
        switch (destination) {
            case OverFlow over -> then.accept(over.flow());
            case NextHop hop -> {
                CompletionStage<Flow> opening = connector.connect(hop);
                CompletableFuture<Flow> opened = opening.toCompletableFuture();
                if (opened.isDone()) {
                    finish(opened, then, otherwise);
                } else {
                    opening.whenComplete((flow, failure) -> shard.execute(() -> finish(opened, then, otherwise)));
                }
            }
        }
    }

    private static void finish(CompletableFuture<Flow> opened, Consumer<Flow> then, Consumer<Throwable> otherwise) {
        if (opened.isCompletedExceptionally()) {
            otherwise.accept(opened.exceptionNow());
        } else {
            then.accept(opened.join());
        }
    }

    private static Side sideOf(Destination destination) {
        return switch (destination) {
            case OverFlow over -> over.flow().side();
            case NextHop hop -> Side.ICP;
        };
    }

    private static InetAddress peerOf(Destination destination) {
        return switch (destination) {
            case OverFlow over -> over.flow().remote().getAddress();
            case NextHop hop -> hop.address().getAddress();
        };
    }

    static TransportProtocol protocolOf(Destination destination) {
        return switch (destination) {
            case OverFlow over -> over.flow().protocol();
            case NextHop hop -> hop.protocol();
        };
    }
}
