package io.sbc.kit.script;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request that came, and what we answer (RFC 3261 §17.2). Any thread. */
public final class Incoming {
    private final ScriptedPeer peer;
    private final SipText request;
    private final Way way;
    private final String localTag;

    // Guarded by the peer's lock.
    private @Nullable SipText last;
    private @Nullable SipText ack;
    private @Nullable SipText cancel;
    private final Map<String, ScriptedDialog> dialogs = new HashMap<>();

    Incoming(ScriptedPeer peer, SipText request, Way way, String localTag) {
        this.peer = peer;
        this.request = request;
        this.way = way;
        this.localTag = localTag;
    }

    public SipText request() {
        return request;
    }

    /** A response with our tag and, in what makes or refreshes a dialog, our Contact: to be changed and sent. */
    public SipText response(int status) {
        SipText response = SipText.response(request, status);
        response = status == 100 ? response : response.toTag(localTag);
        return completed(response);
    }

    /** The same of a branch behind a fork, which has a tag of its own (RFC 3261 §16.7). */
    public SipText response(int status, String tag) {
        SipText response = SipText.response(request, status).toTag(tag);
        return completed(response);
    }

    /** With what makes or refreshes a dialog. */
    private SipText completed(SipText response) {
        boolean bare = response.status() >= 300 || response.status() == 100 || request.method().equals("BYE");
        if (bare) {
            return response;
        }
        SipText reachable = response.and("Contact", "<" + peer.contactUri() + ">");
        return request.method().equals("INVITE") ? reachable.and("Allow", ScriptedPeer.ALLOW) : reachable;
    }

    /** Answers with no more than is needed. */
    public void respond(int status) {
        respond(response(status));
    }

    /** Answers 2xx or 18x with a description. */
    public void respond(int status, String sdp) {
        respond(response(status).sdp(sdp));
    }

    /** Answers. */
    public void respond(SipText response) {
        peer.locked(() -> last = response);
        try {
            peer.transmit(peer.wayBack(way), response);
        } catch (IOException e) {
            throw new IllegalStateException(peer.name() + ": cannot answer " + request.startLine(), e);
        }
    }

    /** Nobody will answer it any more. */
    void giveUp() {
        try {
            peer.transmit(peer.wayBack(way), response(request.toTag().isEmpty() ? 480 : 481));
        } catch (IOException _) {
            // Its connection is gone: who asked knows.
        }
    }

    /** It came again. */
    void repeat() throws IOException {
        Optional<SipText> again = peer.locked(() -> Optional.ofNullable(last));
        if (again.isPresent()) {
            peer.transmit(peer.wayBack(way), again.get());
        }
    }

    /** The dialog that our response with our usual tag makes (RFC 3261 §12.1.1). */
    public ScriptedDialog dialog() {
        return dialog(request.toTag().isEmpty() ? localTag : request.toTag());
    }

    /** The dialog that a response with another tag makes: a fork of ours. */
    public ScriptedDialog dialog(String tag) {
        return peer.locked(
                () -> dialogs.computeIfAbsent(tag, fresh -> ScriptedDialog.ofServer(peer, request, fresh)));
    }

    /** Answers 200 with a description, waits for the ACK, and gives the dialog. */
    public ScriptedDialog answer(String sdp) {
        respond(200, sdp);
        awaitAck();
        return dialog();
    }

    // Under the peer's lock.
    boolean isOpen() {
        SipText said = last;
        return said == null || said.status() < 200;
    }

    // Under the peer's lock.
    boolean isAcknowledgedBy(SipText candidate) {
        return request.method().equals("INVITE") && candidate.callId().equals(request.callId())
                && candidate.cseq() == request.cseq() && candidate.fromTag().equals(request.fromTag());
    }

    // Under the peer's lock.
    SipText onAck(SipText arrived) {
        if (ack == null) {
            ack = arrived;
        }
        return arrived;
    }

    // Under the peer's lock.
    SipText onCancel(SipText arrived) {
        cancel = arrived;
        return arrived;
    }

    /** Waits for the ACK. */
    public SipText awaitAck() {
        return peer.awaitThat(() -> "ACK of " + request.startLine(), () -> Optional.ofNullable(ack));
    }

    /** Waits for a CANCEL; it has had its 200, the INVITE has not had its 487. */
    public SipText awaitCancel() {
        return peer.awaitThat(() -> "CANCEL of " + request.startLine(), () -> Optional.ofNullable(cancel));
    }
}
