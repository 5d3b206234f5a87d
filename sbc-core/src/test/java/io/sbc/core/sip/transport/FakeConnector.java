package io.sbc.core.sip.transport;

import io.sbc.core.Side;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Destination.NextHop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Opens flows when the test says so. */
public final class FakeConnector implements Connector {

    private final Map<NextHop, CompletableFuture<Flow>> opening = new HashMap<>();

    /** Streams that stand for large messages. */
    public final Map<NextHop, NextHop> streams = new HashMap<>();

    @Override
    public Optional<NextHop> streamInstead(NextHop datagramHop) {
        return Optional.ofNullable(streams.get(datagramHop));
    }

    /** For which a stream was to be opened. */
    public final List<NextHop> streamsAsked = new ArrayList<>();

    @Override
    public void openStreamInstead(NextHop datagramHop) {
        streamsAsked.add(datagramHop);
    }

    /** What {@link #connect} gives: completed by the test, before or after. */
    public CompletableFuture<Flow> opening(NextHop hop) {
        return opening.computeIfAbsent(hop, ignored -> new CompletableFuture<>());
    }

    @Override
    public CompletionStage<Flow> connect(NextHop hop) {
        return opening(hop);
    }

    @Override
    public SentBy sentBy(Side side, TransportProtocol protocol) {
        return new SentBy(side == Side.SET ? "sbc.example.com" : "10.0.0.1",
                protocol == TransportProtocol.TLS ? 5061 : 5060);
    }

    @Override
    public Flow responseFlow(Flow arrival, Via topmostVia) {
        return arrival;
    }
}
