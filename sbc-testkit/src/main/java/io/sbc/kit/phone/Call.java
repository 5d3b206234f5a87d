package io.sbc.kit.phone;

import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.net.Pending;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import io.sbc.kit.sip.SipNode;
import java.text.ParseException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import javax.sip.InvalidArgumentException;
import javax.sip.SipException;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * One call of a phone. What it is told returns at once and happens on the phone's agent thread; the {@code await…} methods
 * wait for what the network says, with a limit, and throw {@link IllegalStateException} when the call ended otherwise.
 */
public final class Call {
    private final SipNode node;
    private final String user;
    private final CallSession session;

    /** How far it is. */
    public enum State {
        /** INVITE sent or received, no final response yet. */
        SETUP,
        /** 2xx sent or received. */
        ESTABLISHED,
        /** BYE, refusal, CANCEL, failure. */
        OVER
    }

    Call(SipNode node, String user, CallSession session) {
        this.node = node;
        this.user = user;
        this.session = session;
    }

    CallSession session() {
        return session;
    }

    // What a user does.

    /** Answers 200. */
    public Pending<Integer> answer() {
        return doing("answer", result -> {
            session.answer();
            result.complete(Response.OK);
        });
    }

    /** Answers with a refusal, 486 or 603 and the like. */
    public Pending<Integer> reject(int status) {
        return doing("reject", result -> {
            session.refuse(status);
            result.complete(status);
        });
    }

    /** Gives up before an answer (RFC 3261 §9.1). The end comes as {@link CallEvent.Cancelled}. */
    public void cancel() {
        node.run(session::cancel);
    }

    /** Puts the other side on hold: re-INVITE with {@code sendonly}, and silence. The status of the answer. */
    public Pending<Integer> hold() {
        return doing("hold", result -> session.change(Direction.SENDONLY, result));
    }

    /** Puts the other side on hold in one of the ways that phones have. The status of the answer. */
    public Pending<Integer> hold(Hold way) {
        return doing("hold", result -> {
            switch (way) {
                case SENDONLY -> session.change(Direction.SENDONLY, result);
                case RECVONLY -> session.change(Direction.RECVONLY, result);
                case INACTIVE -> session.change(Direction.INACTIVE, result);
                case ZERO_ADDRESS -> session.holdAtZeroAddress(result);
            }
        });
    }

    /** Takes the other side back: re-INVITE with {@code sendrecv}. The status of the answer. */
    public Pending<Integer> retrieve() {
        return doing("retrieve", session::retrieve);
    }

    /** Offers new keys by a re-INVITE. The status of the answer. */
    public Pending<Integer> rekey() {
        return doing("rekey", session::rekey);
    }

    /** BYE. The status of its answer. */
    public Pending<Integer> hangUp() {
        return doing("hang up", session::hangUp);
    }

    private interface Doing {
        void run(CompletableFuture<Integer> result) throws SipException, ParseException, InvalidArgumentException;
    }

    private Pending<Integer> doing(String what, Doing action) {
        CompletableFuture<Integer> result = new CompletableFuture<>();
        node.run(() -> {
            try {
                action.run(result);
            } catch (SipException | ParseException | InvalidArgumentException | RuntimeException e) {
                result.completeExceptionally(e);
            }
        });
        return new Pending<>(user + " " + what, result);
    }

    // What a test asks.

    public State state() {
        return session.state();
    }

    public boolean isOutgoing() {
        return session.isOutgoing();
    }

    public String callId() {
        return session.callId();
    }

    /** Its end of the audio. */
    public RtpEndpoint media() {
        return session.endpoint();
    }

    /** What we described last. */
    public Optional<Sdp> localSdp() {
        return node.submit(session::localSdp);
    }

    /** What the other side described last. */
    public Optional<Sdp> remoteSdp() {
        return node.submit(session::remoteSdp);
    }

    /** The initial INVITE as it was sent last or as it came, for a look at its headers. */
    public Optional<Request> invite() {
        return session.lastInvite();
    }

    /** Whether its INVITE was challenged and sent again. */
    public boolean wasAuthenticated() {
        return node.submit(session::wasAuthenticated);
    }

    /** Whether the RI still holds a dialog for it; after the end there should be none. */
    public boolean hasDialog() {
        return node.submit(session::hasDialog);
    }

    /** All that happened by now. */
    public List<CallEvent> events() {
        return session.events().all();
    }

    /** Waits for a provisional response of this status. */
    public CallEvent.Progress awaitProgress(int status) {
        return (CallEvent.Progress) session.events().await("Progress " + status,
                event -> event instanceof CallEvent.Progress progress && progress.status() == status,
                Pending.USUAL_LIMIT);
    }

    /** Waits for 180, with the usual limit. */
    public CallEvent.Progress awaitRinging() {
        return awaitProgress(Response.RINGING);
    }

    /** Waits for a 2xx, sent or received, with the usual limit. */
    public CallEvent.Answered awaitAnswered() {
        return await(CallEvent.Answered.class);
    }

    /** Waits for BYE, with the usual limit. */
    public CallEvent.Ended awaitEnded() {
        return await(CallEvent.Ended.class);
    }

    /** Waits for a refusal, with the usual limit. */
    public CallEvent.Refused awaitRefused() {
        return await(CallEvent.Refused.class);
    }

    /** Waits for the next event of a kind, with the usual limit; what is passed over is not seen again. */
    public <E extends CallEvent> E await(Class<E> type) {
        return await(type, Pending.USUAL_LIMIT);
    }

    /** Waits for the next event of a kind; what is passed over is not seen again. */
    public <E extends CallEvent> E await(Class<E> type, Duration limit) {
        return session.events().await(type, limit);
    }
}
