package io.sbc.kit.pbx;

import io.sbc.kit.sdp.Sdp;
import io.sbc.kit.sip.SipNode;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Optional;
import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.header.CSeqHeader;
import javax.sip.header.ContentTypeHeader;
import javax.sip.header.ToHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * A call between two extensions: two dialogs, and everything that comes on one is asked or answered on the other (RFC 7092
 * §3.1). The 2xx is acknowledged with the ACK that comes from the other side, so that a late offer works. Agent thread.
 */
final class B2bCall {
    private final SipNode node;
    private final CryptoMode crypto;
    private final B2bLeg caller;
    private final B2bLeg callee;
    private boolean over;

    B2bCall(SipNode node, CryptoMode crypto, B2bLeg caller, B2bLeg callee) {
        this.node = node;
        this.crypto = crypto;
        this.caller = caller;
        this.callee = callee;
    }

    B2bLeg caller() {
        return caller;
    }

    B2bLeg callee() {
        return callee;
    }

    boolean isOver() {
        return over;
    }

    private B2bLeg legOf(Dialog dialog) {
        return dialog.getCallId().getCallId().equals(caller.callId) ? caller : callee;
    }

    private B2bLeg other(B2bLeg leg) {
        return leg.equals(caller) ? callee : caller;
    }

    /**
     * Asks the callee.
     *
     * @param outbound the INVITE, complete but for its body
     */
    void start(ServerTransaction inbound, Request outbound)
            throws SipException, ParseException, InvalidArgumentException {
        caller.answering = inbound;
        caller.dialog = inbound.getDialog();
        if (!handBody(inbound.getRequest(), outbound)) {
            refuse(inbound, caller, Response.NOT_ACCEPTABLE_HERE);
            over = true;
            return;
        }
        ClientTransaction transaction = node.send(outbound);
        callee.asking = transaction;
        callee.dialog = transaction.getDialog();
    }

    /**
     * Copies the body over, with or without its keys.
     *
     * @return false when the PBX cannot take this description
     */
    private boolean handBody(Message from, Message to) throws ParseException {
        byte[] body = from.getRawContent();
        if (body == null || body.length == 0) {
            return true;
        }
        ContentTypeHeader type = (ContentTypeHeader) from.getHeader(ContentTypeHeader.NAME);
        if (crypto == CryptoMode.IGNORE && type.getContentSubType().equals("sdp")) {
            String text = new String(body, StandardCharsets.UTF_8);
            if (Sdp.parse(text).profile().equals(Sdp.SAVP)) {
                return false;
            }
            body = text.replaceAll("a=crypto:[^\r\n]*\r?\n", "").getBytes(StandardCharsets.UTF_8);
        }
        to.setContent(body, type);
        return true;
    }

    private void refuse(ServerTransaction transaction, B2bLeg leg, int status)
            throws SipException, ParseException, InvalidArgumentException {
        transaction.sendResponse(response(transaction, leg, status, ""));
    }

    private Response response(ServerTransaction transaction, B2bLeg leg, int status, String reason)
            throws ParseException {
        Response response = node.messages().createResponse(status, transaction.getRequest());
        if (!reason.isEmpty()) {
            response.setReasonPhrase(reason);
        }
        ToHeader to = (ToHeader) response.getHeader(ToHeader.NAME);
        if (to.getTag() == null) {
            to.setTag(leg.localTag);
        }
        if (status < 300) {
            response.setHeader(node.header("Contact", "<" + leg.localContact + ">"));
        }
        response.setHeader(node.header("Server", StandInPbx.PRODUCT));
        return response;
    }

    void onRequest(Request request, ServerTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException {
        B2bLeg leg = legOf(transaction.getDialog());
        switch (request.getMethod()) {
            case Request.BYE -> onBye(leg, transaction);
            case Request.INVITE -> onReinvite(leg, request, transaction);
            case Request.INFO -> {
                node.respond(transaction, Response.OK);
                forward(other(leg), request, Request.INFO);
            }
            case Request.OPTIONS -> node.respond(transaction, Response.OK);
            default -> node.respond(transaction, Response.METHOD_NOT_ALLOWED);
        }
    }

    private void onBye(B2bLeg leg, ServerTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException {
        node.respond(transaction, Response.OK);
        if (!over) {
            over = true;
            hangUp(other(leg));
        }
    }

    private void hangUp(B2bLeg leg) throws SipException {
        if (leg.dialog != null) {
            node.send(leg.dialog, leg.dialog.createRequest(Request.BYE));
        }
    }

    private void onReinvite(B2bLeg leg, Request request, ServerTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException {
        B2bLeg other = other(leg);
        if (leg.asking != null || other.asking != null || other.dialog == null) {
            refuse(transaction, leg, Response.REQUEST_PENDING);
            return;
        }
        leg.answering = transaction;
        Request onward = other.dialog.createRequest(Request.INVITE);
        onward.setHeader(node.header("Contact", "<" + other.localContact + ">"));
        if (handBody(request, onward)) {
            other.asking = node.send(other.dialog, onward);
        } else {
            leg.answering = null;
            refuse(transaction, leg, Response.NOT_ACCEPTABLE_HERE);
        }
    }

    private void forward(B2bLeg leg, Request request, String method) throws SipException, ParseException {
        if (leg.dialog != null) {
            Request onward = leg.dialog.createRequest(method);
            byte[] body = request.getRawContent();
            if (body != null && body.length > 0) {
                onward.setContent(body, (ContentTypeHeader) request.getHeader(ContentTypeHeader.NAME));
            }
            node.send(leg.dialog, onward);
        }
    }

    void onResponse(Response response, ClientTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException {
        B2bLeg leg = legOf(transaction.getDialog());
        int status = response.getStatusCode();
        if (!transaction.getRequest().getMethod().equals(Request.INVITE) || status == Response.TRYING) {
            return;
        }
        ServerTransaction waiting = other(leg).answering;
        if (status >= 200) {
            leg.asking = null;
        }
        if (status >= 200 && status < 300) {
            leg.dialog = transaction.getDialog();
            leg.unacknowledged = ((CSeqHeader) response.getHeader(CSeqHeader.NAME)).getSeqNumber();
            if (waiting == null) {
                // Cancelled on the other side while this answer was under way (RFC 3261 §15.1.2).
                acknowledge(leg, Optional.empty());
                hangUp(leg);
                return;
            }
        }
        if (waiting != null) {
            answer(other(leg), waiting, response);
        }
    }

    private void answer(B2bLeg leg, ServerTransaction waiting, Response response)
            throws SipException, ParseException, InvalidArgumentException {
        int status = response.getStatusCode();
        Response onward = response(waiting, leg, status, response.getReasonPhrase());
        if (!handBody(response, onward)) {
            throw new IllegalStateException("an answer that the offer did not allow");
        }
        waiting.sendResponse(onward);
        if (status >= 200) {
            leg.answering = null;
            boolean initial = waiting.getRequest().getHeader(ToHeader.NAME) instanceof ToHeader to
                    && to.getTag() == null;
            over |= status >= 300 && initial;
        }
        if (waiting.getDialog() != null) {
            leg.dialog = waiting.getDialog();
        }
    }

    void onAck(Request ack, B2bLeg from) throws SipException, ParseException, InvalidArgumentException {
        acknowledge(other(from), Optional.of(ack));
    }

    private void acknowledge(B2bLeg leg, Optional<Request> cause)
            throws SipException, ParseException, InvalidArgumentException {
        if (leg.dialog != null && leg.unacknowledged > 0) {
            Request ack = leg.dialog.createAck(leg.unacknowledged);
            leg.unacknowledged = 0;
            if (cause.isPresent()) {
                handBody(cause.get(), ack);
            }
            leg.dialog.sendAck(ack);
        }
    }

    void onCancel(ServerTransaction cancel) throws SipException, ParseException, InvalidArgumentException {
        node.respond(cancel, Response.OK);
        ServerTransaction invite = caller.answering;
        if (invite == null) {
            return;
        }
        caller.answering = null;
        over = true;
        refuse(invite, caller, Response.REQUEST_TERMINATED);
        if (callee.asking != null) {
            node.send(callee.asking.createCancel());
        }
    }

    void onTimeout(ClientTransaction transaction) throws SipException, ParseException, InvalidArgumentException {
        if (!transaction.getRequest().getMethod().equals(Request.INVITE)) {
            return;
        }
        B2bLeg leg = legOf(transaction.getDialog());
        leg.asking = null;
        B2bLeg waiting = other(leg);
        if (waiting.answering != null) {
            refuse(waiting.answering, waiting, Response.REQUEST_TIMEOUT);
            waiting.answering = null;
            over = true;
        }
    }
}
