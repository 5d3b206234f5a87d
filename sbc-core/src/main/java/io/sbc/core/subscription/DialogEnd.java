package io.sbc.core.subscription;

import io.sbc.core.Side;
import io.sbc.core.call.LegPath;
import io.sbc.core.call.PbxAuthorization;
import io.sbc.core.call.Rejection;
import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Flow;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Our end of one dialog of a subscription, towards the subscriber or the notifier, with a Call-ID and a tag of its own.
 * The dialog is there from the subscriber's request on; towards the notifier it begins with its 2xx or its first NOTIFY,
 * whichever comes first (RFC 6665 §4.4.1). On the shard.
 */
final class DialogEnd {

    private static final int MAX_FORWARDS = 70;

    private final RequestEnvironment env;
    private final Side side;
    private final String domain;
    private final String callId;
    private final String localTag;
    private final SipUri contact;
    private final Optional<PbxAuthorization.Client> credentials;
    private @Nullable LegPath path;
    private @Nullable Dialog dialog;
    private long sequence;

    DialogEnd(RequestEnvironment env, Route route, Side side, String callId, SipUri contact) {
        this.env = env;
        this.side = side;
        this.domain = route.domain(side);
        this.callId = callId;
        this.localTag = env.shard().newTag();
        this.contact = contact;
        this.credentials = side == Side.ICP
                ? Optional.of(env.authorization().of(route.device()))
                : Optional.empty();
    }

    /** Names the way to the peer. */
    void aim(LegPath way) {
        path = way;
    }

    Side side() {
        return side;
    }

    String localTag() {
        return localTag;
    }

    boolean hasDialog() {
        return dialog != null;
    }

    /** The subscriber's request makes the dialog; false when it has no Contact. */
    boolean begin(SipRequest request) {
        Optional<Dialog> server = Dialog.ofServer(request, localTag);
        dialog = server.orElse(null);
        return server.isPresent();
    }

    /** The notifier's 2xx makes the dialog, unless a NOTIFY has, or refreshes its target. */
    void confirm(SipRequest sent, SipResponse answer) {
        Dialog known = dialog;
        dialog = known == null ? Dialog.ofClient(sent, answer) : known.refreshed(answer);
    }

    /** Whether this request of the peer is of this dialog; a first NOTIFY may still make it. */
    boolean owns(SipRequest request) {
        Dialog known = dialog;
        return known != null
                ? known.owns(request)
                : callId.equals(request.callId()) && request.method().equals(SipMethod.NOTIFY);
    }

    /** Takes note of a request of the peer; false when it comes out of order (RFC 3261 §12.2.2) or has no Contact. */
    boolean received(SipRequest request, Flow flow) {
        Dialog known = dialog;
        if (known == null) {
            Optional<Dialog> made = Dialog.ofServer(request, localTag);
            dialog = made.map(server -> new Dialog(server.callId(), server.local(), server.remote(),
                    server.remoteTarget(), server.routeSet(), sequence, server.remoteSequence(), server.secure()))
                    .orElse(null);
            heardOver(flow);
            return made.isPresent();
        }
        if (!known.inOrder(request)) {
            return false;
        }
        heardOver(flow);
        dialog = known.received(request).refreshed(request); // RFC 6665 §4.4.1: both methods refresh the target
        return true;
    }

    private void heardOver(Flow flow) {
        if (path != null) {
            path.heardOver(flow);
        }
    }

    boolean admits(Flow flow) {
        return flow.side() == side && path != null && path.admits(flow);
    }

    long nextSequence() {
        Dialog known = dialog;
        if (known == null) {
            return ++sequence;
        }
        dialog = known.counted();
        return known.localSequence() + 1;
    }

    /** The first request of ours, which is to make the dialog. */
    SipRequest.Builder open(SipMethod method, Heading heading) {
        SipRequest.Builder request = SipRequest.builder(method, heading.requestUri())
                .set(HeaderName.FROM, heading.from().withTag(localTag)).set(HeaderName.TO, heading.to())
                .set(HeaderName.CALL_ID, callId).set(HeaderName.CSEQ, new CSeq(nextSequence(), method));
        heading.direct(request);
        return complete(request);
    }

    /** A request inside the dialog. */
    SipRequest.Builder request(SipMethod method) {
        nextSequence();
        Dialog known = dialog;
        if (known == null) {
            throw new IllegalStateException("there is no dialog yet");
        }
        return complete(known.request(method));
    }

    private SipRequest.Builder complete(SipRequest.Builder request) {
        return request.set(HeaderName.MAX_FORWARDS, MAX_FORWARDS).set(HeaderName.USER_AGENT, env.policy().agent())
                .set(HeaderName.CONTACT, NameAddr.of(contact));
    }

    /** Where a request inside the dialog goes now; empty while the peer is out of reach. */
    Optional<Destination> destination() {
        Dialog known = dialog;
        return known == null || path == null ? Optional.empty() : path.destination(known.nextHop());
    }

    /** Sends a request inside the dialog. */
    void send(SipRequest request, OutsideRequest.User user) {
        send(request, destination().stream().toList(), user);
    }

    /** Sends the first request. */
    void send(SipRequest request, List<Destination> destinations, OutsideRequest.User user) {
        OutsideRequest.send(env, side, credentials, this::nextSequence, request, destinations, user);
    }

    /** A 2xx to the peer's request: our Contact, and its Record-Route given back (RFC 3261 §12.1.1). */
    SipResponse.Builder success(ServerTransaction transaction, int status) {
        SipResponse.Builder response = SipResponse.to(transaction.request(), status).toTag(localTag)
                .set(HeaderName.CONTACT, NameAddr.of(contact)).set(HeaderName.SERVER, env.policy().agent());
        transaction.request().allHeaders().stream().filter(field -> field.name().equals(HeaderName.RECORD_ROUTE))
                .forEach(field -> response.add(HeaderName.RECORD_ROUTE, field.value()));
        return response;
    }

    /** Answers the peer's request with a final response of 300 or above. */
    void reject(ServerTransaction transaction, Rejection rejection) {
        transaction.respond(env.rejections().toResponse(transaction.request(), rejection, domain).toTag(localTag)
                .build());
    }
}
