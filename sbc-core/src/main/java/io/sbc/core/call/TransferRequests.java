package io.sbc.core.call;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.translate.AddressMap;
import io.sbc.core.translate.ReferTo;
import io.sbc.core.translate.Sipfrag;
import io.sbc.core.translate.TokenHeader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Turns the requests of a transfer inside a call for its other leg: REFER (RFC 3515, Refer-Sub of RFC 4488), the NOTIFY
 * of its implicit subscription, and a SUBSCRIBE that refreshes or ends that. On the shard.
 */
final class TransferRequests {

    /** What became of a request. */
    sealed interface Prepared {

        record Ready(RequestRelay.Kind kind) implements Prepared {}

        record Refused(Rejection rejection) implements Prepared {}
    }

    private static final HeaderName REFER_TO = HeaderName.of("Refer-To");
    private static final HeaderName REFER_SUB = HeaderName.of("Refer-Sub");
    private static final HeaderName EVENT = HeaderName.of("Event");
    private static final HeaderName SUBSCRIPTION_STATE = HeaderName.of("Subscription-State");
    private static final String REFER = "refer";
    private static final String ID = "id";

    /** Buttons on the phone's desk twin (talk, hold): notices without subscription or body, inside a call's dialog. */
    private static final Set<String> BUTTONS = Set.of("talk", "hold");

    private final CallEnvironment env;
    private final PendingRefers refers;
    private final CallLeg from;
    private final CallLeg to;
    private final AddressMap addresses;

    TransferRequests(CallEnvironment env, PendingRefers refers, CallLeg from, CallLeg to) {
        this.env = env;
        this.refers = refers;
        this.from = from;
        this.to = to;
        this.addresses = new AddressMap(from.side(), from.domain(), to.domain(), to.device(), env.bindings());
    }

    /** Completes {@code onward}, or says why the request cannot go on. */
    Prepared prepare(SipRequest request, SipRequest.Builder onward) {
        onward.set(HeaderName.CONTACT, to.contact());
        return switch (request.method().name()) {
            case "REFER" -> refer(request, onward);
            case "NOTIFY" -> notify(request, onward);
            default -> subscribe(request, onward);
        };
    }

    private static Prepared refused(Rejection rejection) {
        return new Prepared.Refused(rejection);
    }

    private Prepared refer(SipRequest request, SipRequest.Builder onward) {
        List<String> targets = request.headers(REFER_TO);
        Optional<NameAddr> target = targets.size() == 1 ? NameAddr.parse(targets.getFirst()) : Optional.empty();
        if (target.isEmpty()) {
            return refused(new Rejection.BadRequest("Exactly one Refer-To is needed")); // RFC 3515 §2.4.2
        }
        return switch (ReferTo.translate(target.get(), addresses, env.transfers().dialogs())) {
            case ReferTo.Outcome.Malformed _ -> refused(new Rejection.BadRequest("Malformed Refer-To"));
            case ReferTo.Outcome.UnsupportedScheme _ -> refused(new Rejection.UnsupportedUriScheme());
            case ReferTo.Outcome.UnknownDialog _ -> refused(new Rejection.UnknownTarget());
            case ReferTo.Outcome.Translated translated -> begin(request, translated.referTo(), onward);
        };
    }

    private Prepared begin(SipRequest request, NameAddr referTo, SipRequest.Builder onward) {
        Optional<PendingRefers.Refer> begun = refers.begin(from.role(), request.cseq().number());
        if (begun.isEmpty()) {
            return refused(new Rejection.Overloaded("transfers"));
        }
        onward.set(REFER_TO, referTo);
        request.header(REFER_SUB).flatMap(TokenHeader::parse).ifPresent(sub -> onward.set(REFER_SUB, sub.token()));
        TransferHeaders.pass(request, addresses, env.transfers().dialogs(), onward);
        return new Prepared.Ready(new RequestRelay.Kind() {

            @Override
            public void onSent(OutboundRequest sent) {
                begun.get().relayedAs(sent);
            }

            @Override
            public void passBack(SipResponse answer, SipResponse.Builder back) {
                back.set(HeaderName.CONTACT, from.contact());
                answer.header(REFER_SUB).flatMap(TokenHeader::parse)
                        .ifPresent(sub -> back.set(REFER_SUB, sub.token()));
                TransferHeaders.passSupport(answer, back);
            }

            @Override
            public void onSuccess(SipResponse answer) {
                boolean silent = answer.header(REFER_SUB).flatMap(TokenHeader::parse)
                        .filter(sub -> sub.token().equals("false")).isPresent();
                if (silent) { // RFC 4488 §4: there is no subscription
                    begun.get().end();
                }
            }

            @Override
            public void onRefusal(int status) {
                begun.get().end();
                if (status == 405 || status == 501) {
                    from.withoutRefer();
                }
            }
        });
    }

    private Prepared notify(SipRequest request, SipRequest.Builder onward) {
        Optional<TokenHeader> event = request.header(EVENT).flatMap(TokenHeader::parse);
        if (event.isEmpty()) {
            return refused(new Rejection.BadRequest("Missing or malformed Event"));
        }
        if (BUTTONS.contains(event.get().token())) {
            onward.set(EVENT, event.get().token());
            request.header(SUBSCRIPTION_STATE).flatMap(TokenHeader::parse)
                    .ifPresent(state -> onward.set(SUBSCRIPTION_STATE, state.only("expires", "reason")));
            return new Prepared.Ready(RequestRelay.Kind.PLAIN);
        }
        if (!event.get().token().equals(REFER)) {
            return refused(new Rejection.BadEvent(List.of(REFER)));
        }
        Optional<String> id = event.get().parameters().get(ID);
        Optional<PendingRefers.Refer> told = refers.notified(to.role(), id);
        Optional<TokenHeader> state = request.header(SUBSCRIPTION_STATE).flatMap(TokenHeader::parse);
        if (told.isEmpty()) {
            return refused(new Rejection.NoDialog()); // RFC 6665 §4.1.3: no such subscription
        }
        if (state.isEmpty()) {
            return refused(new Rejection.BadRequest("Missing or malformed Subscription-State"));
        }
        boolean fragment = request.contentType().filter(Sipfrag.TYPE::equals).isPresent();
        Optional<byte[]> body = fragment ? Sipfrag.statusLine(request.body()) : Optional.empty();
        if (request.bodyLength() > 0 && body.isEmpty()) {
            return refused(new Rejection.BadRequest("No status in message/sipfrag"));
        }
        PendingRefers.Refer refer = told.get();
        onward.set(EVENT, id.isPresent() ? event.get().only().with(ID, refer.askedId()) : event.get().only())
                .set(SUBSCRIPTION_STATE, state.get().only("expires", "reason", "retry-after"));
        body.ifPresent(line -> onward.body(Sipfrag.TYPE_WITH_VERSION, line));
        boolean last = state.get().token().equals("terminated");
        state.get().parameters().get("expires").flatMap(TransferRequests::seconds).ifPresent(refer::keepFor);
        return new Prepared.Ready(new RequestRelay.Kind() {

            @Override
            public void onSuccess(SipResponse answer) {
                if (last) {
                    refer.end();
                }
            }

            @Override
            public void onRefusal(int status) {
                if (last || status == 481) {
                    refer.end();
                }
            }
        });
    }

    private static Optional<Duration> seconds(String text) {
        return text.matches("\\d{1,9}") ? Optional.of(Duration.ofSeconds(Long.parseLong(text))) : Optional.empty();
    }

    private Prepared subscribe(SipRequest request, SipRequest.Builder onward) {
        Optional<TokenHeader> event = request.header(EVENT).flatMap(TokenHeader::parse)
                .filter(named -> named.token().equals(REFER));
        if (event.isEmpty()) {
            return refused(new Rejection.BadEvent(List.of(REFER)));
        }
        Optional<String> id = event.get().parameters().get(ID);
        Optional<PendingRefers.Refer> meant = refers.subscribed(from.role(), id);
        if (meant.isEmpty()) {
            return refused(new Rejection.NoDialog());
        }
        onward.set(EVENT, id.isPresent()
                ? event.get().only().with(ID, meant.get().relayedId())
                : event.get().only());
        request.expires().ifPresent(seconds -> onward.set(HeaderName.EXPIRES, seconds));
        return new Prepared.Ready(new RequestRelay.Kind() {

            @Override
            public void passBack(SipResponse answer, SipResponse.Builder back) {
                back.set(HeaderName.CONTACT, from.contact());
                answer.expires().ifPresent(seconds -> back.set(HeaderName.EXPIRES, seconds));
            }

            @Override
            public void onRefusal(int status) {
                if (status == 481) {
                    meant.get().end();
                }
            }
        });
    }
}
