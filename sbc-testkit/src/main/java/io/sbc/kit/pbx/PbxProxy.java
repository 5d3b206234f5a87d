package io.sbc.kit.pbx;

import gov.nist.javax.sip.ServerTransactionExt;
import io.sbc.kit.sip.SipNode;
import io.sbc.kit.sip.SipTransport;
import java.net.InetSocketAddress;
import java.text.ParseException;
import javax.sip.ClientTransaction;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.address.SipURI;
import javax.sip.header.MaxForwardsHeader;
import javax.sip.header.RecordRouteHeader;
import javax.sip.header.RouteHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * A stateful proxy with Record-Route (RFC 3261 §16), no forking. Each transaction of one side knows that of the other.
 * Agent thread.
 */
final class PbxProxy {
    private final SipNode node;

    PbxProxy(SipNode node) {
        this.node = node;
    }

    /** Sends an INVITE on to a Contact and stays in the path of its dialog. */
    void forwardFirst(Request request, ServerTransaction inbound, PbxBinding binding, SipTransport from,
            SipTransport to)
            throws SipException, ParseException, InvalidArgumentException {
        Request onward = (Request) request.clone();
        onward.setRequestURI(node.addresses().createURI(binding.contactUri()));
        if (from != to) {
            // RFC 5658: two transports, two records, each side sees the one it can reach.
            onward.addFirst(recordRoute(from));
        }
        onward.addFirst(recordRoute(to));
        removeOwnRoute(onward);
        send(onward, inbound, to);
    }

    private RecordRouteHeader recordRoute(SipTransport transport) throws ParseException {
        InetSocketAddress local = node.wire(transport).local();
        return (RecordRouteHeader) node.header("Record-Route", "<sip:" + local.getAddress().getHostAddress() + ":"
                + local.getPort() + ";transport=" + transport.parameter() + ";lr>");
    }

    /** Sends a request within a dialog on, by its Route or its Request-URI. */
    void forward(Request request, ServerTransaction inbound)
            throws SipException, ParseException, InvalidArgumentException {
        Request onward = (Request) request.clone();
        removeOwnRoute(onward);
        send(onward, inbound, transportOf(onward));
    }

    private void send(Request onward, ServerTransaction inbound, SipTransport transport)
            throws SipException, ParseException, InvalidArgumentException {
        onward.addFirst(node.newVia(transport));
        ((MaxForwardsHeader) onward.getHeader(MaxForwardsHeader.NAME)).decrementMaxForwards();
        ClientTransaction outbound = node.provider().getNewClientTransaction(onward);
        outbound.setApplicationData(inbound);
        inbound.setApplicationData(outbound);
        outbound.sendRequest();
    }

    /** The ACK of a 2xx is nobody's transaction (RFC 3261 §13.2.2.4). */
    void forwardAck(Request ack) throws SipException, ParseException, InvalidArgumentException {
        Request onward = (Request) ack.clone();
        removeOwnRoute(onward);
        onward.addFirst(node.newVia(transportOf(onward)));
        ((MaxForwardsHeader) onward.getHeader(MaxForwardsHeader.NAME)).decrementMaxForwards();
        node.provider().sendRequest(onward);
    }

    /** RFC 3261 §16.4: the topmost Route values that name us have done their work. */
    private void removeOwnRoute(Request request) {
        while (request.getHeader(RouteHeader.NAME) instanceof RouteHeader route
                && route.getAddress().getURI() instanceof SipURI uri && isOurs(uri)) {
            request.removeFirst(RouteHeader.NAME);
        }
    }

    private boolean isOurs(SipURI uri) {
        SipTransport transport = transportOf(uri);
        InetSocketAddress local = node.wire(transport).local();
        return uri.getHost().equals(local.getAddress().getHostAddress()) && uri.getPort() == local.getPort();
    }

    private static SipTransport transportOf(Request request) {
        Object uri = request.getHeader(RouteHeader.NAME) instanceof RouteHeader route
                ? route.getAddress().getURI()
                : request.getRequestURI();
        return uri instanceof SipURI sip ? transportOf(sip) : SipTransport.UDP;
    }

    private static SipTransport transportOf(SipURI uri) {
        return uri.getTransportParam() == null ? SipTransport.UDP : SipTransport.of(uri.getTransportParam());
    }

    void onResponse(Response response, ClientTransaction outbound) throws SipException, InvalidArgumentException {
        if (response.getStatusCode() == Response.TRYING
                || !(outbound.getApplicationData() instanceof ServerTransaction inbound)) {
            return;
        }
        Response onward = (Response) response.clone();
        onward.removeFirst(ViaHeader.NAME);
        inbound.sendResponse(onward);
    }

    void onStrayResponse(Response response) throws SipException {
        Response onward = (Response) response.clone();
        onward.removeFirst(ViaHeader.NAME);
        node.provider().sendResponse(onward);
    }

    void onTimeout(ClientTransaction outbound) throws SipException, ParseException, InvalidArgumentException {
        if (outbound.getApplicationData() instanceof ServerTransaction inbound) {
            node.respond(inbound, Response.REQUEST_TIMEOUT);
        }
    }

    /** RFC 3261 §16.10: answers the CANCEL itself and cancels what it sent on; the 487 comes from there. */
    void cancel(ServerTransaction cancel) throws SipException, ParseException, InvalidArgumentException {
        ServerTransaction invite = ((ServerTransactionExt) cancel).getCanceledInviteTransaction();
        if (invite == null) {
            node.respond(cancel, Response.CALL_OR_TRANSACTION_DOES_NOT_EXIST);
            return;
        }
        node.respond(cancel, Response.OK);
        if (invite.getApplicationData() instanceof ClientTransaction outbound) {
            node.send(outbound.createCancel());
        }
    }
}
