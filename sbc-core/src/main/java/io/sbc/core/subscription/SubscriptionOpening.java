package io.sbc.core.subscription;

import io.sbc.core.Side;
import io.sbc.core.call.Rejection;
import io.sbc.core.call.TransferHeaders;
import io.sbc.core.policy.Parties;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.translate.AddressMap;
import io.sbc.core.translate.ReferTo;
import io.sbc.core.translate.TokenHeader;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Writes the request that opens a subscription at the notifier: SUBSCRIBE, or REFER outside a call. On the shard. */
final class SubscriptionOpening {

    /** What became of it. */
    sealed interface Prepared {

        record Ready(SipRequest request) implements Prepared {}

        record Refused(Rejection rejection) implements Prepared {}
    }

    private static final HeaderName REFER_TO = HeaderName.of("Refer-To");
    private static final HeaderName REFER_SUB = HeaderName.of("Refer-Sub");
    private static final int MAX_FORWARDS = 70;

    private final RequestEnvironment env;

    SubscriptionOpening(RequestEnvironment env) {
        this.env = env;
    }

    /** The user part of our Contact towards the phone: who is at the other end, as far as the request says. */
    String userTowardsPhone(Route route, SipRequest request) {
        Optional<String> other = route.from() == Side.SET
                ? Parties.dialled(request)
                : route.addresses(env.bindings()).address(request.from()).flatMap(Parties::user);
        return other.orElse("");
    }

    /** The nodes of the PBX, or the phone that was heard of last. */
    void resolve(Route route, Consumer<List<Destination>> then) {
        if (route.to() == Side.ICP) {
            SingleRequest.resolve(env, route, then);
        } else {
            then.accept(List.of(new Destination.OverFlow(route.bindings().getFirst().flow())));
        }
    }

    Prepared prepare(Subscription subscription, SipRequest request, long seconds) {
        if (!subscription.subscriber().begin(request)) {
            return new Prepared.Refused(new Rejection.BadRequest("Missing Contact"));
        }
        Route route = subscription.route();
        AddressMap addresses = route.addresses(env.bindings());
        Optional<Heading> heading = route.to() == Side.ICP
                ? Heading.towardsPbx(env, route, request)
                : Optional.of(Heading.towardsPhone(env, route, route.bindings().getFirst(), request));
        if (heading.isEmpty()) {
            return new Prepared.Refused(new Rejection.NotFound());
        }
        SipRequest.Builder onward = subscription.notifier().open(request.method(), heading.get());
        env.policy().pass(request, onward);
        onward.set(HeaderName.MAX_FORWARDS, request.maxForwards().orElse(MAX_FORWARDS) - 1);
        return request.method().equals(SipMethod.REFER)
                ? refer(request, addresses, onward)
                : subscribe(request, addresses, seconds, onward);
    }

    private Prepared subscribe(SipRequest request, AddressMap addresses, long seconds, SipRequest.Builder onward) {
        EventHeaders.event(request).ifPresent(event -> onward.set(EventHeaders.EVENT,
                EventHeaders.translated(event, addresses.from(), env.dialogs())));
        onward.set(HeaderName.EXPIRES, seconds);
        EventHeaders.passAccept(request, onward);
        EventHeaders.passTag(EventHeaders.SUPPRESS, request, onward);
        return switch (Notification.read(env, request, addresses)) { // a filter, or what as-feature-event sets
            case Notification.Reading.Refused refused -> new Prepared.Refused(refused.rejection());
            case Notification.Reading.Read read -> {
                read.notification().write(onward);
                yield new Prepared.Ready(onward.build());
            }
        };
    }

    private Prepared refer(SipRequest request, AddressMap addresses, SipRequest.Builder onward) {
        List<String> targets = request.headers(REFER_TO);
        Optional<NameAddr> target = targets.size() == 1 ? NameAddr.parse(targets.getFirst()) : Optional.empty();
        if (target.isEmpty()) {
            return new Prepared.Refused(new Rejection.BadRequest("Exactly one Refer-To is needed"));
        }
        return switch (ReferTo.translate(target.get(), addresses, env.dialogs())) {
            case ReferTo.Outcome.Malformed _ -> new Prepared.Refused(new Rejection.BadRequest("Malformed Refer-To"));
            case ReferTo.Outcome.UnsupportedScheme _ -> new Prepared.Refused(new Rejection.UnsupportedUriScheme());
            case ReferTo.Outcome.UnknownDialog _ -> new Prepared.Refused(new Rejection.UnknownTarget());
            case ReferTo.Outcome.Translated translated -> {
                onward.set(REFER_TO, translated.referTo());
                request.header(REFER_SUB).flatMap(TokenHeader::parse)
                        .ifPresent(sub -> onward.set(REFER_SUB, sub.token()));
                TransferHeaders.pass(request, addresses, env.dialogs(), onward);
                yield new Prepared.Ready(onward.build());
            }
        };
    }
}
