package io.sbc.core.sip.dialog;

import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A dialog (RFC 3261 §12). Immutable: what moves it on returns the next one.
 *
 * @param local our address with our tag: From of what we send, To of what we get
 * @param remote the peer's address with its tag; without a tag for a peer of RFC 2543
 * @param remoteTarget the peer's Contact: Request-URI of what we send, kept fresh by target refresh requests
 * @param routeSet in the order in which our requests carry it
 * @param localSequence CSeq number of our last request; 0 when there was none
 * @param remoteSequence CSeq number of the peer's last request; -1 when there was none
 * @param secure the peer may be reached through TLS only (§12.1.1: a {@code sips:} Request-URI over TLS)
 */
public record Dialog(String callId, NameAddr local, NameAddr remote, SipUri remoteTarget, List<NameAddr> routeSet,
        long localSequence, long remoteSequence, boolean secure) {

    private static final String LOOSE_ROUTER = "lr";

    public Dialog {
        routeSet = List.copyOf(routeSet);
    }

    /**
     * The dialog of a server: made when we answer a request with a tag of ours (§12.1.1).
     *
     * @return empty when the request has no Contact with a SIP URI, which it must have (§8.1.1.8)
     */
    public static Optional<Dialog> ofServer(SipRequest request, String localTag) {
        return contact(request).map(target -> new Dialog(request.callId(), request.to().withTag(localTag),
                request.from(), target, request.addresses(HeaderName.RECORD_ROUTE), 0, request.cseq().number(),
                request.sipRequestUri().map(SipUri::secure).orElse(false)));
    }

    /**
     * The dialog of a client: made by a response with a tag to our request (§12.1.2). A response without a usable
     * Contact breaks the RFC; the Request-URI stands in for it, so that there is something to send the BYE to.
     */
    public static Dialog ofClient(SipRequest request, SipResponse response) {
        SipUri asked = request.sipRequestUri()
                .orElseThrow(() -> new IllegalArgumentException("our requests have SIP URIs"));
        return new Dialog(request.callId(), request.from(), response.to(), contact(response).orElse(asked),
                response.addresses(HeaderName.RECORD_ROUTE).reversed(), request.cseq().number(), -1, asked.secure());
    }

    private static Optional<SipUri> contact(SipMessage message) {
        List<NameAddr> contacts = message.contacts();
        return contacts.isEmpty() ? Optional.empty() : contacts.getFirst().sipUri();
    }

    public String localTag() {
        return local.tag().orElse("");
    }

    public String remoteTag() {
        return remote.tag().orElse("");
    }

    /** Whether a request from the peer belongs to this dialog (§12.2.2); its To tag found us already. */
    public boolean owns(SipRequest request) {
        return request.callId().equals(callId) && request.from().tag().orElse("").equals(remoteTag())
                && request.to().tag().orElse("").equals(localTag());
    }

    /**
     * Whether a request other than ACK comes in order (§12.2.2). One with a lower number is answered 500. One with the
     * same number is a second copy that took another way, for its retransmissions never leave the transaction layer; it
     * is refused too.
     */
    public boolean inOrder(SipRequest request) {
        return request.cseq().number() > remoteSequence;
    }

    /** After a request of the peer that was in order: its CSeq, and its Contact if it is a target refresh (§12.2.2). */
    public Dialog received(SipRequest request) {
        Dialog counted = new Dialog(callId, local, remote, remoteTarget, routeSet, localSequence,
                request.cseq().number(), secure);
        return refreshesTarget(request.method()) ? counted.refreshed(request) : counted;
    }

    /** With the Contact of a target refresh request or of the 2xx to one (§12.2.1.2); without one, as it was. */
    public Dialog refreshed(SipMessage message) {
        return contact(message).map(target -> new Dialog(callId, local, remote, target, routeSet, localSequence,
                remoteSequence, secure)).orElse(this);
    }

    private static boolean refreshesTarget(SipMethod method) {
        return method.equals(SipMethod.INVITE) || method.equals(SipMethod.UPDATE);
    }

    /** After a request of ours, or with room for the next one. */
    public Dialog counted() {
        return counted(localSequence + 1);
    }

    /**
     * With this CSeq number for our next request: dialogs of one forked INVITE may share a counter, since a peer takes any
     * higher number (§12.2.2).
     */
    public Dialog counted(long sequence) {
        return new Dialog(callId, local, remote, remoteTarget, routeSet, sequence, remoteSequence, secure);
    }

    /** This early dialog once the 2xx has come: its route set is that of the 2xx (§13.2.2.4). */
    public Dialog confirmed(SipResponse answer) {
        return new Dialog(callId, local, remote, contact(answer).orElse(remoteTarget),
                answer.addresses(HeaderName.RECORD_ROUTE).reversed(), localSequence, remoteSequence, secure);
    }

    /** Its identity: Call-ID and tags. */
    public DialogId id() {
        return new DialogId(callId, localTag(), remoteTag());
    }

    /**
     * A request inside the dialog with the number {@link #localSequence} (§12.2.1.1): count first. Max-Forwards and Via
     * are for the sender to add.
     */
    public SipRequest.Builder request(SipMethod method) {
        return request(method, localSequence);
    }

    /** The ACK for the 2xx to the INVITE of that number (§13.2.2.4). */
    public SipRequest.Builder ack(long inviteSequence) {
        return request(SipMethod.ACK, inviteSequence);
    }

    private SipRequest.Builder request(SipMethod method, long sequence) {
        List<NameAddr> routes = routeSet;
        SipUri requestUri = remoteTarget;
        Optional<SipUri> strict = strictRouter();
        if (strict.isPresent()) { // §12.2.1.1: the first route is the Request-URI, the target goes behind the others
            requestUri = strict.get();
            routes = new ArrayList<>(routeSet.subList(1, routeSet.size()));
            routes.add(NameAddr.of(remoteTarget));
        }
        SipRequest.Builder request = SipRequest.builder(method, requestUri);
        routes.forEach(route -> request.add(HeaderName.ROUTE, route));
        return request.set(HeaderName.FROM, local).set(HeaderName.TO, remote).set(HeaderName.CALL_ID, callId)
                .set(HeaderName.CSEQ, new CSeq(sequence, method));
    }

    private Optional<SipUri> strictRouter() {
        return topmostRoute().filter(route -> !isLooseRouter(route));
    }

    private static boolean isLooseRouter(SipUri route) {
        return route.parameters().has(LOOSE_ROUTER);
    }

    /** Where the next request goes first: the topmost route, else the target (§12.2.1.1, §8.1.2). */
    public SipUri nextHop() {
        return topmostRoute().orElse(remoteTarget);
    }

    private Optional<SipUri> topmostRoute() {
        return routeSet.isEmpty() ? Optional.empty() : routeSet.getFirst().sipUri();
    }

    /** As {@link #nextHop()} said of the dialog when this request of ours was made; a strict router stands in its Request-URI. */
    public static SipUri nextHop(SipRequest made) {
        return made.addresses(HeaderName.ROUTE).stream().findFirst().flatMap(NameAddr::sipUri)
                .filter(Dialog::isLooseRouter)
                .or(made::sipRequestUri)
                .orElseThrow(() -> new IllegalArgumentException("our requests have SIP URIs"));
    }
}
