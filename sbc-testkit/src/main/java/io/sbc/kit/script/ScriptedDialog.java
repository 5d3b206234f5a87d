package io.sbc.kit.script;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** One end of a dialog (RFC 3261 §12). The remote target follows what the other end says. Any thread. */
public final class ScriptedDialog {
    private final ScriptedPeer peer;
    private final String callId;
    private final String local;
    private final String remote;
    private final List<String> routes;
    private final AtomicLong cseq;
    private volatile String remoteTarget;

    private ScriptedDialog(ScriptedPeer peer, String callId, String local, String remote, List<String> routes,
            long cseq,
            String remoteTarget) {
        this.peer = peer;
        this.callId = callId;
        this.local = local;
        this.remote = remote;
        this.routes = List.copyOf(routes);
        this.cseq = new AtomicLong(cseq);
        this.remoteTarget = remoteTarget;
    }

    static ScriptedDialog ofClient(ScriptedPeer peer, SipText request, SipText response) {
        return new ScriptedDialog(peer, request.callId(), request.header("From"), response.header("To"),
                response.values("Record-Route").reversed(), request.cseq(),
                response.find("Contact").map(SipValue::uri).orElse(request.uri()));
    }

    static ScriptedDialog ofServer(ScriptedPeer peer, SipText request, String localTag) {
        return new ScriptedDialog(peer, request.callId(), request.toTag(localTag).header("To"), request.header("From"),
                request.values("Record-Route"), 100, request.uriIn("Contact"));
    }

    public String callId() {
        return callId;
    }

    public String localTag() {
        return SipValue.parameter(local, "tag").orElseThrow();
    }

    public String remoteTag() {
        return SipValue.parameter(remote, "tag").orElseThrow();
    }

    public String remoteTarget() {
        return remoteTarget;
    }

    /** Our address with our tag, as in From. */
    public String local() {
        return local;
    }

    /** Their address with their tag, as in From of what they send. */
    public String remote() {
        return remote;
    }

    /** A new request within it, to be changed and sent. */
    public SipText request(String method) {
        return request(method, cseq.incrementAndGet());
    }

    private SipText request(String method, long number) {
        SipText request = SipText.request(method, remoteTarget)
                .and("Max-Forwards", "70")
                .and("From", local)
                .and("To", remote)
                .and("Call-ID", callId)
                .and("CSeq", number + " " + method);
        for (String route : routes) {
            request = request.and("Route", route);
        }
        return List.of("INVITE", "UPDATE", "REFER", "SUBSCRIBE", "NOTIFY").contains(method)
                ? request.and("Contact", "<" + peer.contactUri() + ">")
                : request;
    }

    public Exchange send(String method) {
        return peer.send(request(method));
    }

    public Exchange send(SipText request) {
        return peer.send(request);
    }

    /** Sends a re-INVITE with this description, or with none. */
    public Exchange reinvite(String sdp) {
        SipText request = request("INVITE");
        return peer.send(sdp.isEmpty() ? request : request.sdp(sdp));
    }

    /** Acknowledges a 2xx. */
    public void ack(Exchange invite) {
        acknowledge(invite, request("ACK", invite.request().cseq()));
    }

    /** Acknowledges a 2xx that held an offer. */
    public void ack(Exchange invite, String sdp) {
        acknowledge(invite, request("ACK", invite.request().cseq()).sdp(sdp));
    }

    private void acknowledge(Exchange invite, SipText ack) {
        invite.responses()
                .stream()
                .filter(response -> response.status() == 200)
                .findFirst()
                .flatMap(response -> response.find("Contact"))
                .ifPresent(contact -> remoteTarget = SipValue.uri(contact));
        // The wire's copy, with its Via: a repeated 2xx gets the same.
        invite.acknowledgedBy(peer.send(ack.uri(remoteTarget)).request());
    }

    /** Waits for a request of the other end within this dialog. */
    public Incoming await(String method) {
        Incoming incoming = peer.awaitRequest(method, this::isOurs);
        incoming.request()
                .find("Contact")
                .filter(contact -> method.equals("INVITE") || method.equals("UPDATE"))
                .ifPresent(contact -> remoteTarget = SipValue.uri(contact));
        return incoming;
    }

    private boolean isOurs(SipText request) {
        return request.callId().equals(callId) && request.toTag().equals(localTag());
    }

    /** Sends BYE and waits for its 200. */
    public void hangUp() {
        send("BYE").await(200);
    }

    /** Waits for BYE and answers 200. */
    public SipText awaitBye() {
        Incoming bye = await("BYE");
        bye.respond(200);
        return bye.request();
    }
}
