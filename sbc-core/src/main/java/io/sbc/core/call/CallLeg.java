package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.directory.Device;
import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Flow;
import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One leg of a call: its dialog with one peer, with a Call-ID and a tag of its own (lesson 21). The caller's leg has its
 * dialog from the INVITE on; the callee's has an early dialog per fork that rings, one of which its 2xx confirms. On the
 * shard.
 */
final class CallLeg {

    /** RFC 3261 §8.1.1.6. */
    static final int MAX_FORWARDS = 70;

    /** Early dialogs that are kept apart; what further forks say is not passed on. */
    private static final int MAXIMUM_FORKS = 8;

    /** Requests that may have been sent between a record of the leg and the end of its process. */
    private static final int SEQUENCE_MARGIN = 64;

    private final CallEnvironment env;
    private final LegRole role;
    private final Side side;
    private final String domain;
    private final Device device;
    private final String callId;
    private final String localTag;
    private final Optional<PbxAuthorization.Client> authorization;
    private final SessionTimer timer;

    private final Map<String, LegDialog> early = new LinkedHashMap<>();

    private @Nullable LegPath path;
    private @Nullable SipUri contact;
    private @Nullable NameAddr shown;
    private String allow = RejectionMapper.ALLOW;
    private @Nullable LegDialog current;
    private boolean confirmed;
    private long sequence;

    /** @param domain of the side, as its peer knows it */
    CallLeg(CallEnvironment env, LegRole role, Side side, String domain, Device device, String callId,
            SessionTimer.Watcher watcher) {
        this(env, role, side, domain, device, callId, env.shard().newTag(), watcher);
    }

    private CallLeg(CallEnvironment env, LegRole role, Side side, String domain, Device device, String callId,
            String localTag, SessionTimer.Watcher watcher) {
        this.env = env;
        this.role = role;
        this.side = side;
        this.domain = domain;
        this.device = device;
        this.callId = callId;
        this.localTag = localTag;
        this.timer = new SessionTimer(env, this, watcher);
        this.authorization = side == Side.ICP ? Optional.of(env.authorization().of(device)) : Optional.empty();
    }

    /**
     * One that a process before this one had. What that one sent last is not known for sure, so that our numbers leave some out,
     * which a peer has to bear (RFC 3261 §12.2.2).
     */
    static CallLeg restored(CallEnvironment env, LegRole role, Side side, String domain, Device device, SavedLeg saved,
            LegPath path, SessionTimer.Watcher watcher) {
        Dialog dialog = saved.dialog();
        CallLeg leg = new CallLeg(env, role, side, domain, device, dialog.callId(), dialog.localTag(), watcher);
        leg.aim(path, saved.contact());
        leg.shown = saved.shown().orElse(null);
        leg.allow = saved.allow();
        leg.current = new LegDialog(dialog, saved.takesUpdate());
        leg.confirmed = true;
        leg.sequence = saved.sequence() + SEQUENCE_MARGIN;
        leg.timer.restore(saved.timer());
        return leg;
    }

    /** What of it outlives the process; empty while it is not confirmed. */
    Optional<SavedLeg> saved() {
        LegDialog dialog = current;
        LegPath way = path;
        if (!confirmed || dialog == null || way == null) {
            return Optional.empty();
        }
        return way.saved().map(saved -> new SavedLeg(dialog.dialog(), dialog.takesUpdate(), bareContact(),
                Optional.ofNullable(shown), allow, sequence, timer.saved(), saved));
    }

    LegRole role() {
        return role;
    }

    Side side() {
        return side;
    }

    String domain() {
        return domain;
    }

    /** Whose call it is. */
    Device device() {
        return device;
    }

    String callId() {
        return callId;
    }

    String localTag() {
        return localTag;
    }

    /** The dialog that counts: the confirmed one, else the early one whose answer was heard last. */
    Optional<Dialog> dialog() {
        return Optional.ofNullable(current).map(LegDialog::dialog);
    }

    /** As {@link #dialog}. */
    Optional<LegDialog> current() {
        return Optional.ofNullable(current);
    }

    /** Whether a 2xx has made the dialog. */
    boolean isConfirmed() {
        return confirmed;
    }

    Optional<PbxAuthorization.Client> authorization() {
        return authorization;
    }

    boolean peerTakesUpdate() {
        return current != null && current.takesUpdate();
    }

    /** Our Contact towards the peer, with what the other party said of its own last. */
    NameAddr contact() {
        NameAddr now = shown;
        return now == null ? NameAddr.of(bareContact()) : now;
    }

    /** Our Contact without features. */
    SipUri bareContact() {
        if (contact == null) {
            throw new IllegalStateException("the leg has no target yet");
        }
        return contact;
    }

    /** What we tell the peer that it may ask: of REFER only if the other party takes it (ADR 0090). */
    String allow() {
        return allow;
    }

    /** What the other party takes, if the message says so. */
    void noteAllowOfOther(SipMessage like) {
        if (like.has(HeaderName.ALLOW)) {
            allow = like.lists(HeaderName.ALLOW, SipMethod.REFER.name())
                    ? RejectionMapper.ALLOW
                    : RejectionMapper.ALLOW_WITHOUT_REFER;
        }
    }

    /** The other party has refused a REFER for good, whatever its Allow says. */
    void withoutRefer() {
        allow = RejectionMapper.ALLOW_WITHOUT_REFER;
    }

    /** From now on this is our Contact towards the peer. */
    void show(NameAddr contact) {
        shown = contact.equals(NameAddr.of(bareContact())) ? null : contact;
    }

    SessionTimer timer() {
        return timer;
    }

    /** Names the way to the peer and our Contact towards it. */
    void aim(LegPath path, SipUri contact) {
        this.path = path;
        this.contact = contact;
        this.shown = null;
    }

    /** The caller's dialog begins. */
    void begin(Dialog server, SipRequest invite) {
        current = new LegDialog(server);
        current.noteAllow(invite);
    }

    /** Our 2xx is out: the caller's dialog is confirmed. */
    void answered() {
        confirmed = true;
    }

    /**
     * The early dialog of a provisional response to our INVITE; it becomes the {@linkplain #dialog() one that counts}.
     *
     * @return empty without a tag, once there is a confirmed dialog, or when more forks answer than we keep apart
     */
    Optional<LegDialog> early(SipRequest invite, SipResponse provisional) {
        Optional<String> tag = provisional.to().tag();
        if (tag.isEmpty() || confirmed) {
            return Optional.empty();
        }
        LegDialog dialog = early.get(tag.get());
        if (dialog == null) {
            if (early.size() == MAXIMUM_FORKS) {
                return Optional.empty();
            }
            dialog = new LegDialog(Dialog.ofClient(invite, provisional));
            early.put(tag.get(), dialog);
        }
        dialog.refreshed(provisional);
        current = dialog;
        return Optional.of(dialog);
    }

    /** The INVITE failed and goes to another target: early dialogs of the one before are no more. */
    void restart() {
        early.clear();
        current = null;
    }

    /** A 2xx to an INVITE or UPDATE of ours: it makes the callee's dialog, or refreshes its target. */
    void confirm(SipRequest sent, SipResponse answer) {
        if (confirmed || role == LegRole.CALLER) {
            confirmed().refreshed(answer);
            return;
        }
        LegDialog fork = answer.to().tag().map(early::get).orElse(null);
        if (fork == null) {
            fork = new LegDialog(Dialog.ofClient(sent, answer));
            fork.noteAllow(answer);
        } else {
            fork.confirmed(answer);
        }
        current = fork;
        confirmed = true;
        early.clear();
    }

    /** Which dialog of this leg a request belongs to; with the right Call-ID any, before there is one. */
    boolean owns(SipRequest request) {
        return dialogOf(request).isPresent() || (current == null && callId.equals(request.callId()));
    }

    /** The dialog that a request of the peer belongs to. */
    Optional<LegDialog> dialogOf(SipRequest request) {
        if (current != null && current.dialog().owns(request)) {
            return Optional.of(current);
        }
        return early.values().stream().filter(fork -> fork.dialog().owns(request)).findFirst();
    }

    /** A request of the peer that is in order, over a flow that may have it. */
    void received(SipRequest request, Flow flow) {
        if (path != null) {
            path.heardOver(flow);
        }
        dialogOf(request).ifPresent(dialog -> dialog.received(request));
    }

    boolean admits(Flow flow) {
        return path != null && flow.side() == side && path.admits(flow);
    }

    /** The CSeq number of our next request, in whichever dialog of this leg. */
    long nextSequence() {
        return ++sequence;
    }

    /** A request inside the dialog, counted, with what every request of ours has. */
    SipRequest.Builder request(SipMethod method) {
        return request(confirmed(), method);
    }

    /** A request inside one of the leg's dialogs. */
    SipRequest.Builder request(LegDialog dialog, SipMethod method) {
        return withOurs(dialog.request(method, nextSequence()), method);
    }

    /** Adds what every request of ours says. */
    SipRequest.Builder withOurs(SipRequest.Builder request, SipMethod method) {
        request.set(HeaderName.MAX_FORWARDS, MAX_FORWARDS).set(HeaderName.USER_AGENT, env.policy().agent());
        if (method.equals(SipMethod.INVITE) || method.equals(SipMethod.UPDATE)) {
            request.set(HeaderName.CONTACT, contact()).set(HeaderName.ALLOW, allow);
            timer.ask(request);
        }
        return request;
    }

    private LegDialog confirmed() {
        if (current == null) {
            throw new IllegalStateException("the leg has no dialog");
        }
        return current;
    }

    /** Where a request inside the dialog goes now; empty while the peer is out of reach, or without a dialog. */
    Optional<Destination> destination() {
        return dialog().flatMap(this::destination);
    }

    /** Where the flow comes from that reaches the peer; empty where it is no flow, or none is there. */
    Optional<InetAddress> flowAddress() {
        return destination().filter(Destination.OverFlow.class::isInstance)
                .map(way -> ((Destination.OverFlow) way).flow().remote().getAddress());
    }

    /** Where a request inside this dialog goes now; empty while the peer is out of reach. */
    Optional<Destination> destination(Dialog of) {
        return path == null ? Optional.empty() : path.destination(of.nextHop());
    }

    /** Sends a request inside the dialog. A peer out of reach is told as {@link TransactionFailure#TRANSPORT}, later. */
    OutboundRequest send(SipRequest request, ClientTransactionUser user) {
        return send(confirmed(), request, user);
    }

    /** Sends a request inside one of the leg's dialogs. */
    OutboundRequest send(LegDialog dialog, SipRequest request, ClientTransactionUser user) {
        return OutboundRequest.send(env, this, request, destination(dialog.dialog()), user);
    }

    /** Answers a request inside the dialog with a plain 200. */
    void confirm(ServerTransaction transaction) {
        transaction.respond(ok(transaction).build());
    }

    /** A 200 to a request inside the dialog. */
    SipResponse.Builder ok(ServerTransaction transaction) {
        SipResponse.Builder ok = SipResponse.to(transaction.request(), 200)
                .set(HeaderName.SERVER, env.policy().agent()).toTag(localTag);
        if (transaction.request().method().equals(SipMethod.UPDATE)) { // RFC 3311 §5.2
            ok.set(HeaderName.CONTACT, contact()).set(HeaderName.ALLOW, allow);
            if (confirmed) {
                timer.answer(transaction.request(), ok);
            }
        }
        return ok;
    }

    /** Repeats a 2xx: over the flow that the INVITE came on, or the one that its phone is on now (lesson 8). */
    void repeat(ServerTransaction transaction, SipResponse response) {
        Optional<Flow> now = side == Side.SET
                ? destination().filter(Destination.OverFlow.class::isInstance)
                        .map(way -> ((Destination.OverFlow) way).flow())
                        .filter(flow -> flow.id() != transaction.flow().id())
                : Optional.empty();
        now.ifPresentOrElse(flow -> flow.send(response), () -> transaction.respond(response));
    }

    /** Answers a request with a final response of 300 or above. */
    void reject(ServerTransaction transaction, Rejection rejection) {
        transaction.respond(env.rejections().toResponse(transaction.request(), rejection, domain).toTag(localTag)
                .build());
    }

    /** What an INVITE that is answered needs of the leg, however long the call is over. */
    Remains remains() {
        return new Remains(env, side, domain, device, Objects.requireNonNull(path, "the leg has no target yet"));
    }

    /** The way to the peer without the call: no dialog, no timer. */
    record Remains(CallEnvironment env, Side side, String domain, Device device, LegPath path) {

        /** As {@link CallLeg#sendAck}, to this next hop. */
        void sendAck(SipRequest ack, SipUri nextHop) {
            path.destination(nextHop).ifPresent(to -> env.transactions().sendAck(ack, to));
        }

        /** For the INVITE that this ACK is for. */
        OtherForks otherForks(SipRequest ack) {
            CallLeg leg = new CallLeg(env, LegRole.CALLEE, side, domain, device, ack.callId(), SessionTimer.NOBODY);
            leg.path = path;
            leg.sequence = ack.cseq().number();
            return new OtherForks(env, leg);
        }
    }

    /** Acknowledges a 2xx; a peer out of reach will repeat it. */
    void sendAck(SipRequest ack, Dialog of) {
        destination(of).ifPresent(to -> env.transactions().sendAck(ack, to));
    }
}
