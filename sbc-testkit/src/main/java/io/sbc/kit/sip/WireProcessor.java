package io.sbc.kit.sip;

import gov.nist.core.HostPort;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.parser.StringMsgParser;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.MessageProcessor;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Joins a {@link Wire} to the RI: what the RI calls a message processor (a transport of a listening point). */
final class WireProcessor extends MessageProcessor implements Wire.Sink {
    private static final Logger LOG = LoggerFactory.getLogger(WireProcessor.class);

    private final Wire wire;
    private final SipTrace trace;
    private final LongSupplier nanoClock;
    private final Runnable onFlowLost;

    WireProcessor(Wire wire, SIPTransactionStack stack, SipTrace trace, LongSupplier nanoClock, Runnable onFlowLost) {
        super(wire.local().getAddress(), wire.local().getPort(), wire.transport().name(), stack);
        this.wire = wire;
        this.trace = trace;
        this.nanoClock = nanoClock;
        this.onFlowLost = onFlowLost;
    }

    Wire wire() {
        return wire;
    }

    @Override
    public void onMessage(Wire.Path from, byte[] bytes) {
        record(false, from, bytes);
        SIPMessage message;
        try {
            message = new StringMsgParser().parseSIPMessage(bytes, true, false,
                    (exception, sip, type, header, text) -> {
                        throw exception;
                    });
        } catch (ParseException e) {
            // In the trace it stands; a peer that sends such a thing gets no answer, and the test that waits for one fails.
            LOG.warn("the RI cannot parse a message from {}: {}", from.remote(), e.getMessage());
            return;
        }
        new WireChannel(this, from).receive(message);
    }

    @Override
    public void onClosed(Wire.Path path, String why) {
        LOG.debug("the connection to {} ended: {}", path.remote(), why);
        onFlowLost.run();
    }

    void send(Wire.Path path, byte[] bytes) throws IOException {
        record(true, path, bytes);
        path.send(bytes);
    }

    private void record(boolean sent, Wire.Path path, byte[] bytes) {
        trace.add(new TracedMessage(nanoClock.getAsLong(), sent, wire.transport(), wire.local(), path.remote(),
                new String(bytes, StandardCharsets.UTF_8)));
    }

    @Override
    public SIPTransactionStack getSIPStack() {
        return sipStack;
    }

    @Override
    public MessageChannel createMessageChannel(HostPort target) throws IOException {
        return createMessageChannel(target.getInetAddress(), target.getPort());
    }

    @Override
    public MessageChannel createMessageChannel(InetAddress host, int port) throws IOException {
        int known = port > 0 ? port : getDefaultTargetPort();
        return new WireChannel(this, wire.pathTo(new InetSocketAddress(host, known)));
    }

    @Override
    public void start() {
        wire.start(this);
    }

    @Override
    public void stop() {
        wire.close();
    }

    @Override
    public int getDefaultTargetPort() {
        return wire.transport().defaultPort();
    }

    @Override
    public boolean isSecure() {
        return wire.transport() == SipTransport.TLS;
    }

    @Override
    public int getMaximumMessageSize() {
        return 64 * 1024;
    }

    @Override
    public boolean inUse() {
        return true;
    }
}
