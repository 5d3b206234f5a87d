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
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One leg of a call: its dialog with one peer, with a Call-ID and a tag of its own (lesson 21). The caller's leg has its
 * dialog from the INVITE on, the callee's from its 2xx on. On the shard.
 */
final class CallLeg {

    /** RFC 3261 §8.1.1.6. */
    static final int MAX_FORWARDS = 70;

    private final CallEnvironment env;
    private final LegRole role;
    private final Side side;
    private final String domain;
    private final Device device;
    private final String callId;
    private final String localTag;
    private final Optional<PbxAuthorization.Client> authorization;

    private @Nullable LegPath path;
    private @Nullable SipUri contact;
    private @Nullable Dialog dialog;
    private long sequence;
    private boolean peerTakesUpdate;

    /** @param domain of the side, as its peer knows it */
    CallLeg(CallEnvironment env, LegRole role, Side side, String domain, Device device, String callId) {
        this.env = env;
        this.role = role;
        this.side = side;
        this.domain = domain;
        this.device = device;
        this.callId = callId;
        this.localTag = env.shard().newTag();
        this.authorization = side == Side.ICP ? Optional.of(env.authorization().of(device)) : Optional.empty();
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

    Optional<Dialog> dialog() {
        return Optional.ofNullable(dialog);
    }

    Optional<PbxAuthorization.Client> authorization() {
        return authorization;
    }

    boolean peerTakesUpdate() {
        return peerTakesUpdate;
    }

    NameAddr contact() {
        if (contact == null) {
            throw new IllegalStateException("the leg has no target yet");
        }
        return NameAddr.of(contact);
    }

    /** Names the way to the peer and our Contact towards it. */
    void aim(LegPath path, SipUri contact) {
        this.path = path;
        this.contact = contact;
    }

    /** The caller's dialog begins. */
    void begin(Dialog server, SipRequest invite) {
        dialog = server;
        noteAllow(invite);
    }

    /** A 2xx to an INVITE or UPDATE of ours: it makes the callee's dialog, or refreshes its target. */
    void confirm(SipRequest sent, SipResponse answer) {
        dialog = dialog == null ? Dialog.ofClient(sent, answer) : dialog.refreshed(answer);
        noteAllow(answer);
    }

    /** A request of the peer that is in order, over a flow that may have it. */
    void received(SipRequest request, Flow flow) {
        if (path != null) {
            path.heardOver(flow);
        }
        if (dialog != null) {
            dialog = dialog.received(request);
        }
        noteAllow(request);
    }

    private void noteAllow(SipMessage message) {
        if (message.has(HeaderName.ALLOW)) {
            peerTakesUpdate = message.lists(HeaderName.ALLOW, SipMethod.UPDATE.name());
        }
    }

    boolean admits(Flow flow) {
        return path != null && flow.side() == side && path.admits(flow);
    }

    /** The CSeq number of our next request. */
    long nextSequence() {
        if (dialog == null) {
            return ++sequence;
        }
        dialog = dialog.counted();
        return dialog.localSequence();
    }

    /** A request inside the dialog, counted, with what every request of ours has. */
    SipRequest.Builder request(SipMethod method) {
        nextSequence();
        return withOurs(confirmed().request(method), method);
    }

    /** Adds what every request of ours says. */
    SipRequest.Builder withOurs(SipRequest.Builder request, SipMethod method) {
        request.set(HeaderName.MAX_FORWARDS, MAX_FORWARDS).set(HeaderName.USER_AGENT, env.policy().agent());
        if (method.equals(SipMethod.INVITE) || method.equals(SipMethod.UPDATE)) {
            request.set(HeaderName.CONTACT, contact()).set(HeaderName.ALLOW, RejectionMapper.ALLOW);
        }
        return request;
    }

    Dialog confirmed() {
        if (dialog == null) {
            throw new IllegalStateException("the leg has no dialog");
        }
        return dialog;
    }

    /** Where a request inside this dialog goes now; empty while the peer is out of reach. */
    Optional<Destination> destination(Dialog of) {
        return path == null ? Optional.empty() : path.destination(of.nextHop());
    }

    /** Sends a request inside the dialog. A peer out of reach is told as {@link TransactionFailure#TRANSPORT}, later. */
    OutboundRequest send(SipRequest request, ClientTransactionUser user) {
        return OutboundRequest.send(env, this, request, destination(confirmed()), user);
    }

    /** Answers a request inside the dialog with a plain 200. */
    void confirm(ServerTransaction transaction) {
        transaction.respond(SipResponse.to(transaction.request(), 200).set(HeaderName.SERVER, env.policy().agent())
                .toTag(localTag).build());
    }

    /** Answers a request with a final response of 300 or above. */
    void reject(ServerTransaction transaction, Rejection rejection) {
        transaction.respond(env.rejections().toResponse(transaction.request(), rejection, domain).toTag(localTag)
                .build());
    }

    /** Acknowledges a 2xx; a peer out of reach will repeat it. */
    void sendAck(SipRequest ack, Dialog of) {
        destination(of).ifPresent(to -> env.transactions().sendAck(ack, to));
    }
}
