package io.sbc.kit.sip;

import gov.nist.javax.sip.header.Via;
import gov.nist.javax.sip.message.SIPMessage;
import gov.nist.javax.sip.message.SIPRequest;
import gov.nist.javax.sip.message.SIPResponse;
import gov.nist.javax.sip.stack.MessageChannel;
import gov.nist.javax.sip.stack.RawMessageChannel;
import gov.nist.javax.sip.stack.SIPClientTransaction;
import gov.nist.javax.sip.stack.SIPServerTransaction;
import gov.nist.javax.sip.stack.SIPTransactionStack;
import gov.nist.javax.sip.stack.ServerRequestInterface;
import gov.nist.javax.sip.stack.ServerResponseInterface;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.text.ParseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the RI calls a message channel: the way to one peer. Responses go back over the channel that their request came
 * through (RFC 3261 §18.2.2), so a connection is never opened towards a phone.
 */
final class WireChannel extends MessageChannel implements RawMessageChannel {
    private static final Logger LOG = LoggerFactory.getLogger(WireChannel.class);

    private final WireProcessor processor;
    private final Wire.Path path;

    WireChannel(WireProcessor processor, Wire.Path path) {
        this.processor = processor;
        this.path = path;
        this.messageProcessor = processor;
    }

    /** Hands a parsed message to the RI's transaction layer; run by the reader thread. */
    void receive(SIPMessage message) {
        try {
            processMessage(message);
        } catch (ParseException | IOException e) {
            LOG.warn("cannot process a message from {}: {}", path.remote(), e.getMessage());
        }
    }

    @Override
    public void processMessage(SIPMessage message) throws ParseException, IOException {
        if (message.getFrom() == null || message.getTo() == null || message.getCallId() == null
                || message.getCSeq() == null
                || message.getViaHeaders() == null) {
            LOG.warn("a message without its mandatory headers from {}", path.remote());
            return;
        }
        markAddresses(message);
        message.setPeerPacketSourceAddress(path.remote().getAddress());
        message.setPeerPacketSourcePort(path.remote().getPort());
        switch (message) {
            case SIPRequest request -> processRequest(request);
            case SIPResponse response -> processResponse(response);
            default -> throw new IllegalStateException("neither request nor response: " + message.getClass());
        }
    }

    private void markAddresses(SIPMessage message) {
        message.setRemoteAddress(path.remote().getAddress());
        message.setRemotePort(path.remote().getPort());
        message.setLocalAddress(processor.getIpAddress());
        message.setLocalPort(processor.getPort());
    }

    private void processRequest(SIPRequest request) throws ParseException, IOException {
        request.checkHeaders();
        markVia(request.getTopmostVia());
        if (!request.getMethod().equals(request.getCSeqHeader().getMethod())) {
            sendMessage(request.createResponse(400));
            return;
        }
        ServerRequestInterface handler = processor.getSIPStack().newSIPServerRequest(request, this);
        if (handler == null) {
            sendMessage(request.createResponse(503));
            return;
        }
        try {
            handler.processRequest(request, this);
        } finally {
            if (handler instanceof SIPServerTransaction transaction && !transaction.passToListener()) {
                transaction.releaseSem();
            }
        }
    }

    /** RFC 3261 §18.2.1 and RFC 3581 §4: where the request really came from. */
    private void markVia(Via via) throws ParseException {
        InetSocketAddress source = path.remote();
        String address = source.getAddress().getHostAddress();
        boolean wantsRport = via.hasParameter("rport");
        if (wantsRport || !address.equals(via.getHost())) {
            via.setParameter("received", address);
        }
        if (wantsRport) {
            via.setParameter("rport", Integer.toString(source.getPort()));
        }
    }

    private void processResponse(SIPResponse response) throws ParseException {
        response.checkHeaders();
        ServerResponseInterface handler = processor.getSIPStack().newSIPServerResponse(response, this);
        if (handler == null) {
            return;
        }
        try {
            if (handler instanceof SIPClientTransaction transaction && !transaction.checkFromTag(response)) {
                LOG.warn("a response with a foreign From tag from {}", path.remote());
                return;
            }
            handler.processResponse(response, this);
        } finally {
            if (handler instanceof SIPClientTransaction transaction && !transaction.passToListener()) {
                transaction.releaseSem();
            }
        }
    }

    @Override
    public void sendMessage(SIPMessage message) throws IOException {
        processor.send(path, message.encodeAsBytes(getTransport()));
        markAddresses(message);
    }

    @Override
    protected void sendMessage(byte[] message, InetAddress receiver, int receiverPort, boolean reconnect)
            throws IOException {
        InetSocketAddress target = new InetSocketAddress(receiver, receiverPort);
        processor.send(target.equals(path.remote()) ? path : processor.wire().pathTo(target), message);
    }

    /** Connections end with their wire, not with a transaction. */
    @Override
    public void close() {}

    @Override
    public SIPTransactionStack getSIPStack() {
        return processor.getSIPStack();
    }

    @Override
    public String getTransport() {
        return processor.getTransport();
    }

    @Override
    public boolean isReliable() {
        return processor.wire().transport().isReliable();
    }

    @Override
    public boolean isSecure() {
        return processor.isSecure();
    }

    @Override
    public String getPeerAddress() {
        return path.remote().getAddress().getHostAddress();
    }

    @Override
    protected InetAddress getPeerInetAddress() {
        return path.remote().getAddress();
    }

    @Override
    protected String getPeerProtocol() {
        return getTransport();
    }

    @Override
    public int getPeerPort() {
        return path.remote().getPort();
    }

    @Override
    public int getPeerPacketSourcePort() {
        return path.remote().getPort();
    }

    @Override
    public InetAddress getPeerPacketSourceAddress() {
        return path.remote().getAddress();
    }

    @Override
    public String getKey() {
        return MessageChannel.getKey(path.remote().getAddress(), path.remote().getPort(), getTransport());
    }

    @Override
    public String getViaHost() {
        return processor.getIpAddress().getHostAddress();
    }

    @Override
    public int getViaPort() {
        return processor.getPort();
    }
}
