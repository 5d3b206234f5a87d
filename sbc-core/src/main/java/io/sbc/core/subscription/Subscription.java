package io.sbc.core.subscription;

import io.sbc.base.Timers;
import io.sbc.core.Side;
import io.sbc.core.call.PbxPath;
import io.sbc.core.call.Rejection;
import io.sbc.core.call.RequestChecks;
import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.translate.AddressMap;
import io.sbc.core.translate.TokenHeader;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One subscription with a dialog towards each side, made by SUBSCRIBE (RFC 6665) or by a REFER outside a call (RFC 3515
 * §2.4.4): what the subscriber asks goes on to the notifier, what that tells comes back. It ends with the notifier's
 * last NOTIFY, when either side says that it does not know it, when it is not refreshed, or when its phone stays away.
 * On the shard.
 */
final class Subscription {

    private static final HeaderName REFER_SUB = HeaderName.of("Refer-Sub");
    private static final String ID = "id";

    /** After the end of its time, and after an unsubscribe, the last NOTIFY may come (64*T1, RFC 6665 §4.1.2.3). */
    private static final Duration LAST_NOTIFY = Duration.ofSeconds(32);

    private final RequestEnvironment env;
    private final Route route;
    private final SipMethod opener;
    private final TokenHeader event;
    private final DialogEnd subscriber;
    private final DialogEnd notifier;
    private final Runnable onEnded;
    private final long askedNumber;

    private String relayedNumber = "";
    private boolean ended;
    private Timers.@Nullable Timer expiry;
    private @Nullable Told waiting;
    private boolean away;
    private long awaySinceNanos;

    /** What a NOTIFY said, kept for a phone that is out of reach. */
    private record Told(TokenHeader state, Notification notification) {}

    /** @param event as the subscriber wrote it; its NOTIFYs say the same */
    Subscription(RequestEnvironment env, Route route, SipRequest request, TokenHeader event, DialogEnd subscriber,
            DialogEnd notifier, Runnable onEnded) {
        this.env = env;
        this.route = route;
        this.opener = request.method();
        this.event = event;
        this.subscriber = subscriber;
        this.notifier = notifier;
        this.onEnded = onEnded;
        this.askedNumber = request.cseq().number();
    }

    Route route() {
        return route;
    }

    DialogEnd subscriber() {
        return subscriber;
    }

    DialogEnd notifier() {
        return notifier;
    }

    private boolean isRefer() {
        return opener.equals(SipMethod.REFER);
    }

    // The subscriber asks

    /** Sends the request that makes it. */
    void open(ServerTransaction asked, SipRequest request, long seconds, List<Destination> destinations) {
        keepFor(Duration.ofSeconds(seconds));
        relayedNumber = Long.toString(request.cseq().number());
        notifier.send(request, destinations, new OutsideRequest.User() {

            @Override
            public void onSent(Destination destination) {
                if (notifier.side() == Side.ICP) {
                    notifier.aim(new PbxPath(route.pbx(), env.routes(), destination));
                }
            }

            @Override
            public void onAnswer(SipRequest sent, SipResponse response) {
                relayedNumber = Long.toString(sent.cseq().number());
                if (response.isSuccess()) {
                    notifier.confirm(sent, response);
                    accept(asked, response, seconds);
                } else {
                    subscriber.reject(asked, new Rejection.ByPeer(response));
                    end();
                }
            }

            @Override
            public void onFailure(Rejection rejection) {
                subscriber.reject(asked, rejection);
                end();
            }
        });
    }

    private void accept(ServerTransaction asked, SipResponse response, long askedSeconds) {
        SipResponse.Builder back = subscriber.success(asked, response.status());
        env.policy().pass(response, back);
        if (isRefer()) {
            Optional<TokenHeader> sub = response.header(REFER_SUB).flatMap(TokenHeader::parse);
            sub.ifPresent(said -> back.set(REFER_SUB, said.token()));
            asked.respond(back.build());
            if (sub.filter(said -> said.token().equals("false")).isPresent()) { // RFC 4488 §4
                end();
            }
            return;
        }
        long granted = Math.min(response.expires().orElse(askedSeconds), askedSeconds);
        asked.respond(back.set(HeaderName.EXPIRES, granted).build());
        keepFor(Duration.ofSeconds(granted));
    }

    /** A request of the subscriber inside its dialog: a refresh, or the end of it with Expires 0. */
    void onSubscriberRequest(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        Optional<Rejection> wrong = checkRefresh(request);
        if (wrong.isPresent()) {
            subscriber.reject(transaction, wrong.get());
            return;
        }
        switch (Notification.read(env, request, route.addresses(env.bindings()))) {
            case Notification.Reading.Refused refused -> subscriber.reject(transaction, refused.rejection());
            case Notification.Reading.Read read -> refresh(transaction, read.notification());
        }
    }

    private void refresh(ServerTransaction transaction, Notification wish) {
        SipRequest request = transaction.request();
        long seconds = seconds(env, request);
        SipRequest.Builder onward = notifier.request(SipMethod.SUBSCRIBE);
        env.policy().pass(request, onward);
        onward.set(EventHeaders.EVENT, towardsNotifier()).set(HeaderName.EXPIRES, seconds);
        EventHeaders.passAccept(request, onward);
        wish.write(onward);
        notifier.send(onward.build(), new OutsideRequest.User() {

            @Override
            public void onAnswer(SipRequest sent, SipResponse response) {
                if (response.isSuccess()) {
                    notifier.confirm(sent, response);
                    accepted(transaction, response, seconds);
                    return;
                }
                subscriber.reject(transaction, new Rejection.ByPeer(response));
                if (response.status() == 481) {
                    end();
                }
            }

            @Override
            public void onFailure(Rejection rejection) { // RFC 6665 §4.1.2.2: it lasts as long as it was granted
                subscriber.reject(transaction, rejection);
            }
        });
    }

    private void accepted(ServerTransaction transaction, SipResponse response, long seconds) {
        SipResponse.Builder back = subscriber.success(transaction, response.status());
        env.policy().pass(response, back);
        long granted = Math.min(response.expires().orElse(seconds), seconds);
        transaction.respond(back.set(HeaderName.EXPIRES, granted).build());
        keepFor(Duration.ofSeconds(granted));
    }

    private Optional<Rejection> checkRefresh(SipRequest request) {
        Optional<TokenHeader> named = EventHeaders.event(request);
        if (named.filter(same -> same.token().equals(event.token())).isEmpty()) {
            return Optional.of(new Rejection.BadEvent(List.of(event.token())));
        }
        if (!notifier.hasDialog()) {
            return Optional.of(new Rejection.TryLater());
        }
        return RequestChecks.acceptable(request, false).or(() -> tooBrief(env, request));
    }

    /** A wish below the minimum, unless it is for the end. */
    static Optional<Rejection> tooBrief(RequestEnvironment env, SipRequest request) {
        long minimum = env.settings().expiresMinimum().toSeconds();
        return request.expires().isPresent() && request.expires().getAsLong() > 0
                && request.expires().getAsLong() < minimum
                        ? Optional.of(new Rejection.IntervalTooBrief(minimum))
                        : Optional.empty();
    }

    /** The time that is wished for, cut to the maximum. */
    static long seconds(RequestEnvironment env, SipRequest request) {
        long maximum = env.settings().expiresMaximum().toSeconds();
        return Math.min(request.expires().orElse(maximum), maximum);
    }

    private TokenHeader towardsNotifier() {
        return isRefer()
                ? event.only().with(ID, relayedNumber)
                : EventHeaders.translated(event, subscriber.side(), env.dialogs());
    }

    // The notifier tells

    /** A request of the notifier inside its dialog. */
    void onNotifierRequest(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        Optional<TokenHeader> named = EventHeaders.event(request);
        Optional<TokenHeader> state = EventHeaders.state(request);
        if (named.filter(same -> same.token().equals(event.token())).isEmpty()) {
            notifier.reject(transaction, new Rejection.BadEvent(List.of(event.token())));
            return;
        }
        if (state.isEmpty()) {
            notifier.reject(transaction, new Rejection.BadRequest("Missing or malformed Subscription-State"));
            return;
        }
        AddressMap addresses = route.addresses(env.bindings()).reversed();
        switch (Notification.read(env, request, addresses)) {
            case Notification.Reading.Refused refused -> notifier.reject(transaction, refused.rejection());
            case Notification.Reading.Read read -> tell(transaction, named.get(),
                    new Told(state.get(), read.notification()));
        }
    }

    private void tell(ServerTransaction transaction, TokenHeader named, Told told) {
        boolean last = told.state().token().equals(EventHeaders.TERMINATED);
        if (subscriber.destination().isEmpty()) { // it is a phone that will come back, or be given up
            transaction.respond(notifier.success(transaction, 200).build());
            if (last) {
                end();
            } else {
                env.counters().increment(RequestCounter.PARKED);
                waiting = told;
            }
            return;
        }
        waiting = null;
        SipRequest.Builder onward = notice(told, named.parameters().has(ID));
        env.policy().pass(transaction.request(), onward);
        onward.remove(HeaderName.of("Content-Encoding"));
        env.counters().increment(RequestCounter.NOTIFIED);
        subscriber.send(onward.build(), new OutsideRequest.User() {

            @Override
            public void onAnswer(SipRequest sent, SipResponse response) {
                if (response.isSuccess()) {
                    transaction.respond(notifier.success(transaction, 200).build());
                } else {
                    notifier.reject(transaction, new Rejection.ByPeer(response));
                }
                if (last || endsIt(response.status())) {
                    end();
                }
            }

            @Override
            public void onFailure(Rejection rejection) {
                if (last) {
                    notifier.reject(transaction, rejection);
                    end();
                } else { // the connection broke under it: as if it had not been there
                    transaction.respond(notifier.success(transaction, 200).build());
                    env.counters().increment(RequestCounter.PARKED);
                    waiting = told;
                }
            }
        });
    }

    /** RFC 6665 §4.2.2: answers to a NOTIFY after which there is no subscription. */
    private static boolean endsIt(int status) {
        return switch (status) {
            case 404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604 -> true;
            default -> false;
        };
    }

    private SipRequest.Builder notice(Told told, boolean withId) {
        TokenHeader said = isRefer() && withId ? event.only().with(ID, Long.toString(askedNumber)) : event;
        SipRequest.Builder notice = subscriber.request(SipMethod.NOTIFY).set(EventHeaders.EVENT, said)
                .set(EventHeaders.SUBSCRIPTION_STATE, told.state());
        told.notification().write(notice);
        return notice;
    }

    // Its time

    private void keepFor(Duration time) {
        stopTimer();
        if (!ended) {
            expiry = env.shard().schedule(time.plus(LAST_NOTIFY).toNanos(), () -> {
                env.counters().increment(RequestCounter.EXPIRED);
                end();
            });
        }
    }

    /** Looks whether its phone is there: what waits is told to one that came back, one that stays away is given up. */
    void look(long nowNanos) {
        boolean same = env.directory().byId(route.device().id()).filter(this::isAsBefore).isPresent();
        boolean there = !env.bindings().of(route.device().id()).isEmpty() && phone().destination().isPresent();
        if (!same) {
            abandon();
        } else if (there) {
            away = false;
            Told told = waiting;
            if (told != null) {
                waiting = null;
                subscriber.send(notice(told, false).build(), OutsideRequest.User.NOBODY);
            }
        } else if (!away) {
            away = true;
            awaySinceNanos = nowNanos;
        } else if (nowNanos - awaySinceNanos >= env.settings().deadFlowGrace().toNanos()) {
            abandon();
        }
    }

    /** Whether the device is still who subscribed, at the PBX where that is. */
    private boolean isAsBefore(Device now) {
        Device then = route.device();
        return now.enabled() && now.setUser().equals(then.setUser()) && now.icp().equals(then.icp())
                && now.icpUser().equals(then.icpUser());
    }

    private DialogEnd phone() {
        return subscriber.side() == Side.SET ? subscriber : notifier;
    }

    /** Ends it at the PBX, whichever part that has. */
    private void abandon() {
        env.counters().increment(RequestCounter.ABANDONED);
        boolean phoneSubscribed = subscriber.side() == Side.SET;
        if (phoneSubscribed && notifier.hasDialog() && !isRefer()) {
            notifier.send(notifier.request(SipMethod.SUBSCRIBE).set(EventHeaders.EVENT, towardsNotifier())
                    .set(HeaderName.EXPIRES, 0).build(), OutsideRequest.User.NOBODY);
        } else if (!phoneSubscribed) {
            subscriber.send(subscriber.request(SipMethod.NOTIFY).set(EventHeaders.EVENT, event)
                    .set(EventHeaders.SUBSCRIPTION_STATE, "terminated;reason=noresource").build(),
                    OutsideRequest.User.NOBODY);
        }
        end();
    }

    private void stopTimer() {
        if (expiry != null) {
            expiry.cancel();
            expiry = null;
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            stopTimer();
            onEnded.run();
        }
    }
}
