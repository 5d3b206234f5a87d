package io.sbc.core.subscription;

import io.sbc.core.Side;
import io.sbc.core.call.PbxPath;
import io.sbc.core.call.PhonePath;
import io.sbc.core.call.Rejection;
import io.sbc.core.call.RequestChecks;
import io.sbc.core.config.SubscriptionSettings.Publish;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.Parameters;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.translate.TokenHeader;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The requests of one shard that belong to no call. A subscription is found by our tag, which is its alone. All methods
 * are called on the shard.
 *
 * <table>
 * <caption>Outside a dialog</caption>
 * <tr><th></th><th>from a phone</th><th>from a PBX</th></tr>
 * <tr><td>SUBSCRIBE, REFER</td><td>a subscription at the PBX</td><td>a subscription at the phone</td></tr>
 * <tr><td>MESSAGE</td><td>to the PBX</td><td>to all phones of the device</td></tr>
 * <tr><td>NOTIFY</td><td>481</td><td>to all phones of the device</td></tr>
 * <tr><td>PUBLISH</td><td>to the PBX or 405, as configured</td><td>405</td></tr>
 * </table>
 */
public final class RequestService {

    /** How often it is looked whether the phones of subscriptions are there. */
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(5);

    private static final String REFER = "refer";

    private record Place(Subscription subscription, DialogEnd end) {}

    private final RequestEnvironment env;
    private final Admissions admissions;
    private final SubscriptionOpening openings;
    private final Map<String, Place> byTag = new HashMap<>();
    private final Set<Subscription> subscriptions = new HashSet<>();
    private boolean looking;

    public RequestService(RequestEnvironment env) {
        this.env = env;
        this.admissions = new Admissions(env);
        this.openings = new SubscriptionOpening(env);
    }

    /** Whether a request with a To tag is for a subscription; a call has it otherwise, or nobody. */
    public boolean owns(SipRequest request) {
        return request.to().tag().filter(byTag::containsKey).isPresent();
    }

    /** What Allow-Events says (RFC 6665 §8.3.2). */
    public String allowedEvents() {
        return String.join(", ", env.settings().packages());
    }

    /** Subscriptions of this shard. */
    public int size() {
        return subscriptions.size();
    }

    /** A request outside a dialog, neither INVITE, REGISTER nor OPTIONS. */
    public void onRequest(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        Optional<Rejection> wrong = RequestChecks.acceptable(request, false)
                .or(() -> refusedMethod(request.method(), transaction.flow().side()))
                .or(() -> request.bodyLength() > env.settings().bodyOctets()
                        ? Optional.of(new Rejection.TooLarge())
                        : Optional.empty());
        if (wrong.isPresent()) {
            refuse(transaction, wrong.get());
            return;
        }
        switch (admissions.admit(request, transaction.flow())) {
            case Admissions.Admission.Refused refused -> refuse(transaction, refused.rejection());
            case Admissions.Admission.Answer answer -> {
                env.counters().increment(RequestCounter.CHALLENGED);
                transaction.respond(answer.response().toTag(env.shard().newTag()).build());
            }
            case Admissions.Admission.Granted granted -> serve(transaction, granted.route());
        }
    }

    private Optional<Rejection> refusedMethod(SipMethod method, Side side) {
        boolean phone = side == Side.SET;
        return switch (method.name()) {
            case "SUBSCRIBE", "REFER", "MESSAGE" -> Optional.empty();
            case "NOTIFY" -> phone ? Optional.of(new Rejection.NoDialog()) : Optional.empty(); // RFC 6665 §4.1.3
            case "PUBLISH" -> phone && env.settings().publish() == Publish.PASS
                    ? Optional.empty()
                    : Optional.of(new Rejection.MethodNotAllowed());
            default -> Optional.of(method.isKnown()
                    ? new Rejection.MethodNotAllowed()
                    : new Rejection.NotImplemented());
        };
    }

    private void serve(ServerTransaction transaction, Route route) {
        switch (transaction.request().method().name()) {
            case "SUBSCRIBE" -> subscribe(transaction, route);
            case "REFER" -> open(transaction, route, Optional.of(new TokenHeader(REFER,
                    Parameters.NONE)), env.settings().transferLifetime().toSeconds());
            case "NOTIFY" -> notice(transaction, route);
            case "PUBLISH" -> publish(transaction, route);
            default -> message(transaction, route);
        }
    }

    // Subscriptions

    private void subscribe(ServerTransaction transaction, Route route) {
        SipRequest request = transaction.request();
        Optional<TokenHeader> event = EventHeaders.event(request);
        Optional<Rejection> wrong = badEvent(event).or(() -> Subscription.tooBrief(env, request));
        if (wrong.isPresent()) {
            refuse(transaction, wrong.get());
        } else {
            open(transaction, route, event, Subscription.seconds(env, request));
        }
    }

    private Optional<Rejection> badEvent(Optional<TokenHeader> event) {
        List<String> packages = env.settings().packages();
        if (event.isEmpty()) {
            return Optional.of(new Rejection.BadRequest("Missing or malformed Event"));
        }
        return packages.contains(event.get().token())
                ? Optional.empty()
                : Optional.of(new Rejection.BadEvent(packages));
    }

    private void open(ServerTransaction transaction, Route route, Optional<TokenHeader> event, long seconds) {
        SipRequest request = transaction.request();
        if (!env.totals().tryStart(route.device().id())) {
            env.counters().increment(RequestCounter.LIMIT_REACHED);
            refuse(transaction, new Rejection.Overloaded("subscriptions"));
            return;
        }
        DialogEnd subscriber = end(route, route.from(), request.callId(), transaction);
        DialogEnd notifier = end(route, route.to(), env.shard().newCallId(), transaction);
        Subscription subscription = new Subscription(env, route, request, event.orElseThrow(), subscriber, notifier,
                () -> remove(subscriber));
        switch (openings.prepare(subscription, request, seconds)) {
            case SubscriptionOpening.Prepared.Refused refused -> {
                env.totals().ended(route.device().id());
                refuse(transaction, refused.rejection());
            }
            case SubscriptionOpening.Prepared.Ready ready -> {
                env.counters().increment(RequestCounter.SUBSCRIBED);
                subscriptions.add(subscription);
                byTag.put(subscriber.localTag(), new Place(subscription, subscriber));
                byTag.put(notifier.localTag(), new Place(subscription, notifier));
                keepLooking();
                openings.resolve(route, destinations -> subscription.open(transaction, ready.request(), seconds,
                        destinations));
            }
        }
    }

    /** Our end on one side. The way to a PBX that is asked is known once the request goes to one of its nodes. */
    private DialogEnd end(Route route, Side side, String callId, ServerTransaction transaction) {
        if (side == Side.ICP) {
            DialogEnd end = new DialogEnd(env, route, side, callId, route.icpContact());
            if (route.from() == Side.ICP) {
                end.aim(new PbxPath(route.pbx(), env.routes(), new Destination.OverFlow(transaction.flow())));
            }
            return end;
        }
        Flow flow = route.from() == Side.SET ? transaction.flow() : route.bindings().getFirst().flow();
        DialogEnd end = new DialogEnd(env, route, side, callId,
                env.contacts().contact(flow, openings.userTowardsPhone(route, transaction.request())));
        end.aim(new PhonePath(route.device().id(), env.bindings(), flow));
        return end;
    }

    private void remove(DialogEnd subscriber) {
        Place place = byTag.remove(subscriber.localTag());
        if (place != null && subscriptions.remove(place.subscription())) {
            byTag.remove(place.subscription().notifier().localTag());
            env.totals().ended(place.subscription().route().device().id());
        }
    }

    /** A request with a To tag that this {@link #owns}. */
    public void onRequestInDialog(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        Optional<Place> place = request.to().tag().map(byTag::get).filter(found -> found.end().owns(request));
        if (place.isEmpty()) {
            refuse(transaction, new Rejection.NoDialog());
            return;
        }
        DialogEnd end = place.get().end();
        Subscription subscription = place.get().subscription();
        SipMethod expected = end.equals(subscription.subscriber()) ? SipMethod.SUBSCRIBE : SipMethod.NOTIFY;
        if (!end.admits(transaction.flow())) {
            end.reject(transaction, new Rejection.Forbidden("flow does not own the dialog"));
        } else if (!request.method().equals(expected)) {
            end.reject(transaction, new Rejection.MethodNotAllowed());
        } else if (!end.received(request, transaction.flow())) {
            end.reject(transaction, new Rejection.OutOfOrder());
        } else if (expected.equals(SipMethod.SUBSCRIBE)) {
            subscription.onSubscriberRequest(transaction);
        } else {
            subscription.onNotifierRequest(transaction);
        }
    }

    private void keepLooking() {
        if (!looking && !subscriptions.isEmpty()) {
            looking = true;
            env.shard().schedule(LOOK_NANOS, this::look);
        }
    }

    private void look() {
        looking = false;
        long now = env.shard().clock().nanoTime();
        List.copyOf(subscriptions).forEach(subscription -> subscription.look(now));
        keepLooking();
    }

    // Requests without a dialog

    private void message(ServerTransaction transaction, Route route) {
        SipRequest request = transaction.request();
        env.counters().increment(RequestCounter.RELAYED);
        new SingleRequest(env, route, transaction, onward -> {
            request.expires().ifPresent(seconds -> onward.set(HeaderName.EXPIRES, seconds));
            if (request.bodyLength() > 0) {
                onward.body(request.header(HeaderName.CONTENT_TYPE).orElse("text/plain"), request.body());
            }
        }).relay();
    }

    private void notice(ServerTransaction transaction, Route route) {
        Optional<TokenHeader> event = EventHeaders.event(transaction.request());
        Optional<Rejection> wrong = badEvent(event);
        if (wrong.isPresent()) {
            refuse(transaction, wrong.get());
            return;
        }
        translated(transaction, route).ifPresent(notification -> {
            env.counters().increment(RequestCounter.NOTICES);
            new SingleRequest(env, route, transaction, onward -> {
                onward.set(EventHeaders.EVENT, event.orElseThrow().only()).set(EventHeaders.SUBSCRIPTION_STATE,
                        EventHeaders.state(transaction.request()).map(TokenHeader::toString).orElse("active"));
                notification.write(onward);
            }).relay();
        });
    }

    private void publish(ServerTransaction transaction, Route route) {
        SipRequest request = transaction.request();
        Optional<TokenHeader> event = EventHeaders.event(request);
        Optional<Rejection> wrong = badEvent(event);
        if (wrong.isPresent()) {
            refuse(transaction, wrong.get());
            return;
        }
        translated(transaction, route).ifPresent(notification -> {
            env.counters().increment(RequestCounter.RELAYED);
            new SingleRequest(env, route, transaction, new SingleRequest.Content() {

                @Override
                public void write(SipRequest.Builder onward) {
                    onward.set(EventHeaders.EVENT, event.orElseThrow().only());
                    request.expires().ifPresent(seconds -> onward.set(HeaderName.EXPIRES, seconds));
                    EventHeaders.passTag(EventHeaders.SIP_IF_MATCH, request, onward);
                    notification.write(onward);
                }

                @Override
                public void passBack(SipResponse answer, SipResponse.Builder back) {
                    answer.expires().ifPresent(seconds -> back.set(HeaderName.EXPIRES, seconds));
                    EventHeaders.passTag(EventHeaders.SIP_ETAG, answer, back);
                }
            }).relay();
        });
    }

    private Optional<Notification> translated(ServerTransaction transaction, Route route) {
        return switch (Notification.read(env, transaction.request(), route.addresses(env.bindings()))) {
            case Notification.Reading.Read read -> Optional.of(read.notification());
            case Notification.Reading.Refused refused -> {
                refuse(transaction, refused.rejection());
                yield Optional.empty();
            }
        };
    }

    private void refuse(ServerTransaction transaction, Rejection rejection) {
        env.counters().increment(RequestCounter.REFUSED);
        transaction.respond(env.rejections().toResponse(transaction.request(), rejection, env.setDomain())
                .toTag(env.shard().newTag()).build());
    }
}
