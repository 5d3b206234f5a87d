package io.sbc.kit.phone;

import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import io.sbc.kit.sip.Credentials;
import io.sbc.kit.sip.SipNode;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import javax.sip.ClientTransaction;
import javax.sip.Dialog;
import javax.sip.DialogState;
import javax.sip.InvalidArgumentException;
import javax.sip.ServerTransaction;
import javax.sip.SipException;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.CSeqHeader;
import javax.sip.header.FromHeader;
import javax.sip.header.Header;
import javax.sip.header.ProxyAuthorizationHeader;
import javax.sip.header.ToHeader;
import javax.sip.header.ViaHeader;
import javax.sip.message.Message;
import javax.sip.message.Request;
import javax.sip.message.Response;
import org.jspecify.annotations.Nullable;

/**
 * The SIP of one call: its dialog (RFC 3261 §12) and the offers and answers in it (RFC 3264). All methods are called on the
 * agent thread, those apart that say otherwise.
 */
final class CallSession {
    /** How long audio may still come after the end. */
    private static final long LINGER_NANOS = 1_000_000_000;

    private final SipNode node;
    private final PhoneIdentity identity;
    private final Credentials credentials;
    private final MediaSession media;
    private final boolean outgoing;
    private final String callId;
    private final String localTag;
    private final CallEvents events;

    private volatile Call.State state = Call.State.SETUP;
    private @Nullable ClientTransaction inviteClient;
    private @Nullable ServerTransaction inviteServer;
    private @Nullable Dialog dialog;
    private volatile @Nullable Request lastInvite;
    private boolean offerIsOurs;
    private boolean authenticated;
    private Direction direction = Direction.SENDRECV;
    private Direction directionWanted = Direction.SENDRECV;
    private @Nullable CompletableFuture<Integer> changing;
    private @Nullable CompletableFuture<Integer> ending;
    private @Nullable Future<?> timer;

    CallSession(SipNode node, PhoneIdentity identity, Credentials credentials, MediaSession media, boolean outgoing,
            String callId, String localTag) {
        this.node = node;
        this.identity = identity;
        this.credentials = credentials;
        this.media = media;
        this.outgoing = outgoing;
        this.callId = callId;
        this.localTag = localTag;
        this.events = new CallEvents("call of " + identity.user());
    }

    /** Any thread. */
    Call.State state() {
        return state;
    }

    /** Any thread. */
    boolean isOver() {
        return state == Call.State.OVER;
    }

    /** Any thread. */
    boolean isOutgoing() {
        return outgoing;
    }

    /** Any thread. */
    String callId() {
        return callId;
    }

    /** Any thread. */
    CallEvents events() {
        return events;
    }

    /** Any thread. */
    RtpEndpoint endpoint() {
        return media.endpoint();
    }

    /** Any thread. */
    Optional<Request> lastInvite() {
        return Optional.ofNullable(lastInvite);
    }

    Optional<Sdp> localSdp() {
        return media.local();
    }

    Optional<Sdp> remoteSdp() {
        return media.remote();
    }

    boolean wasAuthenticated() {
        return authenticated;
    }

    boolean hasDialog() {
        return dialog != null && dialog.getState() != null && !dialog.getState().equals(DialogState.TERMINATED);
    }

    // Outgoing.

    void invite(String uri) throws SipException, ParseException {
        Request request = identity.newRequest(node, Request.INVITE, uri, uri, callId, 1);
        ((FromHeader) request.getHeader(FromHeader.NAME)).setTag(localTag);
        request.setHeader(identity.contact(node));
        node.addAll(request, "Allow", "INVITE", "ACK", "CANCEL", "BYE", "OPTIONS");
        offerIsOurs = true;
        attach(request, media.offer(Direction.SENDRECV));
        sendInvite(request);
    }

    private void sendInvite(Request request) throws SipException {
        lastInvite = request;
        ClientTransaction transaction = node.send(request);
        inviteClient = transaction;
        dialog = transaction.getDialog();
    }

    private void attach(Message message, Sdp sdp) throws ParseException {
        message.setContent(sdp.write().getBytes(StandardCharsets.UTF_8),
                (javax.sip.header.ContentTypeHeader) node.header("Content-Type", "application/sdp"));
    }

    private static Optional<Sdp> sdpOf(Message message) {
        byte[] body = message.getRawContent();
        return body == null || body.length == 0
                ? Optional.empty()
                : Optional.of(Sdp.parse(new String(body, StandardCharsets.UTF_8)));
    }

    void cancel() throws SipException {
        ClientTransaction invite = inviteClient;
        if (invite != null && state == Call.State.SETUP) {
            node.send(invite.createCancel());
        }
    }

    void hangUp(CompletableFuture<Integer> result) throws SipException {
        Dialog current = dialog;
        if (state != Call.State.ESTABLISHED || current == null) {
            throw new IllegalStateException("there is nothing to hang up: " + events.all());
        }
        ending = result;
        node.send(current, current.createRequest(Request.BYE));
    }

    void rekey(CompletableFuture<Integer> result) throws SipException, ParseException, InvalidArgumentException {
        media.rekey();
        change(direction, result);
    }

    void onResponse(Response response, ClientTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException {
        Request request = transaction.getRequest();
        boolean challenged = response.getStatusCode() == Response.UNAUTHORIZED
                || response.getStatusCode() == Response.PROXY_AUTHENTICATION_REQUIRED;
        if (challenged && authenticate(response, request)) {
            return;
        }
        switch (request.getMethod()) {
            case Request.INVITE -> {
                if (state == Call.State.SETUP) {
                    onInviteResponse(response, transaction);
                } else {
                    onChangeResponse(response, transaction);
                }
            }
            case Request.BYE -> {
                if (response.getStatusCode() >= 200) {
                    end(new CallEvent.Ended(true));
                    complete(ending, response.getStatusCode());
                }
            }
            default -> {
                // The response to a CANCEL says nothing: the INVITE's does.
            }
        }
    }

    /** Sends the request again with credentials, once (RFC 3261 §22.2). */
    private boolean authenticate(Response response, Request request)
            throws SipException, ParseException, InvalidArgumentException {
        boolean answeredBefore = request.getHeader(AuthorizationHeader.NAME) != null
                || request.getHeader(ProxyAuthorizationHeader.NAME) != null;
        Optional<Header> answer = answeredBefore
                ? Optional.empty()
                : credentials.answer(response, request, node.headers());
        if (answer.isEmpty()) {
            return false;
        }
        Dialog current = dialog;
        if (state == Call.State.ESTABLISHED && current != null) {
            Request again = current.createRequest(request.getMethod());
            copyBody(request, again);
            again.setHeader(answer.get());
            node.send(current, again);
            return true;
        }
        authenticated = true;
        Request again = (Request) request.clone();
        again.removeHeader(ViaHeader.NAME);
        again.addHeader(node.newVia(identity.transport()));
        ((ToHeader) again.getHeader(ToHeader.NAME)).removeParameter("tag");
        CSeqHeader sequence = (CSeqHeader) again.getHeader(CSeqHeader.NAME);
        sequence.setSeqNumber(sequence.getSeqNumber() + 1);
        again.setHeader(answer.get());
        sendInvite(again);
        return true;
    }

    private void copyBody(Request from, Request to) throws ParseException {
        byte[] body = from.getRawContent();
        if (body != null && body.length > 0) {
            to.setContent(body, (javax.sip.header.ContentTypeHeader) node.header("Content-Type", "application/sdp"));
        }
        if (from.getMethod().equals(Request.INVITE)) {
            to.setHeader(identity.contact(node));
        }
    }

    private void onInviteResponse(Response response, ClientTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException {
        int status = response.getStatusCode();
        if (status == Response.TRYING) {
            return;
        }
        Optional<Sdp> sdp = sdpOf(response);
        if (status < 200) {
            sdp.ifPresent(media::accept);
            events.add(new CallEvent.Progress(status, response.getReasonPhrase(), sdp.isPresent()));
        } else if (status < 300) {
            onAnswered(response, transaction, sdp);
        } else if (status == Response.REQUEST_TERMINATED) {
            end(new CallEvent.Cancelled());
        } else {
            end(new CallEvent.Refused(status, response.getReasonPhrase()));
        }
    }

    private void onAnswered(Response response, ClientTransaction transaction, Optional<Sdp> sdp)
            throws SipException, InvalidArgumentException {
        Dialog current = transaction.getDialog();
        dialog = current;
        acknowledge(current, response);
        Optional<String> wrong = sdp.map(media::accept).orElse(Optional.of("a 2xx without SDP"));
        state = Call.State.ESTABLISHED;
        if (wrong.isPresent()) {
            // RFC 3261 §13.2.2.4: acknowledge, then hang up.
            node.send(current, current.createRequest(Request.BYE));
            end(new CallEvent.Failed(wrong.get()));
        } else {
            events.add(new CallEvent.Answered());
        }
    }

    private static void acknowledge(Dialog current, Response response) throws SipException, InvalidArgumentException {
        long sequence = ((CSeqHeader) response.getHeader(CSeqHeader.NAME)).getSeqNumber();
        current.sendAck(current.createAck(sequence));
    }

    // Incoming.

    void onInvite(Request request, ServerTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException {
        lastInvite = request;
        inviteServer = transaction;
        dialog = transaction.getDialog();
        Optional<Sdp> offer = sdpOf(request);
        offerIsOurs = offer.isEmpty();
        if (offer.isPresent() && !media.canAnswer(offer.get())) {
            refuse(Response.NOT_ACCEPTABLE_HERE);
        }
    }

    void keepTimer(Future<?> answerTimer) {
        timer = answerTimer;
    }

    void sendRinging() throws SipException, ParseException, InvalidArgumentException {
        ServerTransaction invite = inviteServer;
        if (invite != null) {
            invite.sendResponse(response(invite, Response.RINGING));
        }
    }

    private Response response(ServerTransaction transaction, int status) throws ParseException {
        Response response = node.messages().createResponse(status, transaction.getRequest());
        ToHeader to = (ToHeader) response.getHeader(ToHeader.NAME);
        if (to.getTag() == null) {
            to.setTag(localTag);
        }
        if (status < 300) {
            response.setHeader(identity.contact(node));
        }
        return response;
    }

    void answerIfRinging() throws SipException, ParseException, InvalidArgumentException {
        if (state == Call.State.SETUP && inviteServer != null) {
            answer();
        }
    }

    void answer() throws SipException, ParseException, InvalidArgumentException {
        ServerTransaction invite = inviteServer;
        if (state != Call.State.SETUP || invite == null) {
            throw new IllegalStateException("there is nothing to answer: " + events.all());
        }
        Optional<Sdp> ours = offerIsOurs
                ? Optional.of(media.offer(Direction.SENDRECV))
                : sdpOf(invite.getRequest()).flatMap(offer -> media.answer(offer, Direction.SENDRECV));
        if (ours.isEmpty()) {
            refuse(Response.NOT_ACCEPTABLE_HERE);
            return;
        }
        Response response = response(invite, Response.OK);
        attach(response, ours.get());
        invite.sendResponse(response);
        dialog = invite.getDialog();
        state = Call.State.ESTABLISHED;
        events.add(new CallEvent.Answered());
    }

    void refuse(int status) throws SipException, ParseException, InvalidArgumentException {
        ServerTransaction invite = inviteServer;
        if (state == Call.State.SETUP && invite != null) {
            Response response = response(invite, status);
            if (status == Response.NOT_ACCEPTABLE_HERE) {
                // RFC 3261 §20.43: 304 "Media type not available", 305 "Incompatible media format".
                response.setHeader(
                        node.header("Warning", "305 " + identity.domain() + " \"Incompatible media format\""));
            }
            invite.sendResponse(response);
            end(new CallEvent.Refused(status, response.getReasonPhrase()));
        }
    }

    void onAck(Request ack) {
        Optional<Sdp> answer = offerIsOurs && !outgoing ? sdpOf(ack) : Optional.empty();
        answer.ifPresent(media::accept);
        events.add(new CallEvent.Acknowledged());
    }

    void onRequest(Request request, ServerTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException {
        switch (request.getMethod()) {
            case Request.BYE -> {
                node.respond(transaction, Response.OK);
                end(new CallEvent.Ended(false));
            }
            case Request.CANCEL -> onCancel(transaction);
            case Request.INVITE -> onReinvite(request, transaction);
            case Request.INFO, Request.OPTIONS, Request.NOTIFY, Request.MESSAGE ->
                node.respond(transaction, Response.OK);
            default -> node.respond(transaction, Response.METHOD_NOT_ALLOWED);
        }
    }

    private void onCancel(ServerTransaction cancel) throws SipException, ParseException, InvalidArgumentException {
        node.respond(cancel, Response.OK);
        ServerTransaction invite = inviteServer;
        if (state == Call.State.SETUP && invite != null) {
            invite.sendResponse(response(invite, Response.REQUEST_TERMINATED));
            end(new CallEvent.Cancelled());
        }
    }

    // Changes of a standing call.

    private void onReinvite(Request request, ServerTransaction transaction)
            throws SipException, ParseException, InvalidArgumentException {
        if (changing != null) {
            node.respond(transaction, Response.REQUEST_PENDING);
            return;
        }
        Optional<Sdp> offer = sdpOf(request);
        Optional<Sdp> ours = offer.isPresent()
                ? media.answer(offer.get(), direction)
                : Optional.of(media.offer(direction));
        offerIsOurs = offer.isEmpty();
        if (ours.isEmpty()) {
            transaction.sendResponse(response(transaction, Response.NOT_ACCEPTABLE_HERE));
            return;
        }
        Response response = response(transaction, Response.OK);
        attach(response, ours.get());
        transaction.sendResponse(response);
        events.add(new CallEvent.Changed(offer.map(Sdp::direction).orElse(Direction.SENDRECV)));
    }

    /** As {@link #change} with the address 0.0.0.0 in the offer. */
    void holdAtZeroAddress(CompletableFuture<Integer> result)
            throws SipException, ParseException, InvalidArgumentException {
        media.setZeroAddress(true);
        change(Direction.SENDRECV, result);
    }

    void retrieve(CompletableFuture<Integer> result) throws SipException, ParseException, InvalidArgumentException {
        media.setZeroAddress(false);
        change(Direction.SENDRECV, result);
    }

    void change(Direction wanted, CompletableFuture<Integer> result)
            throws SipException, ParseException, InvalidArgumentException {
        Dialog current = dialog;
        if (state != Call.State.ESTABLISHED || current == null || changing != null) {
            throw new IllegalStateException("the call cannot be changed now: " + events.all());
        }
        changing = result;
        directionWanted = wanted;
        offerIsOurs = true;
        Request request = current.createRequest(Request.INVITE);
        request.setHeader(identity.contact(node));
        attach(request, media.offer(wanted));
        node.send(current, request);
    }

    private void onChangeResponse(Response response, ClientTransaction transaction)
            throws SipException, InvalidArgumentException {
        int status = response.getStatusCode();
        if (status < 200) {
            return;
        }
        CompletableFuture<Integer> result = changing;
        changing = null;
        if (status < 300) {
            acknowledge(transaction.getDialog(), response);
            direction = directionWanted;
            Optional<String> wrong = sdpOf(response).map(media::accept).orElse(Optional.of("a 2xx without SDP"));
            if (wrong.isPresent() && result != null) {
                result.completeExceptionally(new IllegalStateException(wrong.get()));
            }
        }
        complete(result, status);
    }

    private static void complete(@Nullable CompletableFuture<Integer> result, int status) {
        if (result != null) {
            result.complete(status);
        }
    }

    void onTimeout(ClientTransaction transaction) {
        String method = transaction.getRequest().getMethod();
        if (state == Call.State.OVER || method.equals(Request.CANCEL)) {
            return;
        }
        IllegalStateException failure = new IllegalStateException("no response to " + method);
        if (changing != null) {
            changing.completeExceptionally(failure);
        }
        if (ending != null) {
            ending.completeExceptionally(failure);
        }
        end(new CallEvent.Failed("no response to " + method));
    }

    private void end(CallEvent last) {
        if (state == Call.State.OVER) {
            return;
        }
        state = Call.State.OVER;
        media.endpoint().setSending(false);
        if (timer != null) {
            timer.cancel(false);
        }
        // What is in flight may still come. The timer ends with the phone, which closes the endpoint, too.
        timer = node.runAfter(LINGER_NANOS, media.endpoint()::close);
        events.add(last);
    }
}
