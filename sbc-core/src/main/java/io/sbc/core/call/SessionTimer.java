package io.sbc.core.call;

import io.sbc.base.Timers;
import io.sbc.core.call.SavedLeg.SavedTimer;
import io.sbc.core.sip.dialog.SessionExpires;
import io.sbc.core.sip.dialog.SessionExpires.Refresher;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MessageBuilder;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The session timer of one leg (RFC 4028): what is said of it in our messages, what the peer says, and two timers: for
 * our refresh, at half of the interval, and for the end. A peer that does not do session timers is refreshed by us all
 * the same, so that a call whose peer is gone does not stay for ever (§7.2). On the shard.
 */
final class SessionTimer {

    /** §10: who does not refresh ends the session that much before it expires, or a third of it. Seconds. */
    private static final long MARGIN_MAX = 32;

    /** How long a phone may take to come back after a restart of ours. */
    private static final long RETURN_SECONDS = 30;

    /** Who owns the leg. */
    interface Watcher {

        void onRefreshDue(CallLeg leg);

        /** Nobody refreshed in time. */
        void onExpired(CallLeg leg);
    }

    /** Of a leg whose session is over. */
    static final Watcher NOBODY = new Watcher() {

        @Override
        public void onRefreshDue(CallLeg leg) {}

        @Override
        public void onExpired(CallLeg leg) {}
    };

    private final CallEnvironment env;
    private final CallLeg leg;
    private @Nullable Watcher watcher;

    private long interval;
    private long minimum;
    private boolean ours = true;
    private boolean supported;
    private boolean ended;
    private long refreshAtNanos;
    private long expiryAtNanos;
    private Timers.@Nullable Timer refresh;
    private Timers.@Nullable Timer expiry;

    SessionTimer(CallEnvironment env, CallLeg leg, Watcher watcher) {
        this.env = env;
        this.leg = leg;
        this.watcher = watcher;
        this.interval = env.parameters().sessionExpires().toSeconds();
        this.minimum = env.parameters().minimumSessionExpires().toSeconds();
    }

    /** §9: an interval that is smaller than ours may be, of a peer that can do something about it. */
    static Optional<Rejection> check(CallParameters parameters, SipRequest request) {
        long smallest = parameters.minimumSessionExpires().toSeconds();
        return SessionExpires.of(request)
                .filter(asked -> asked.seconds() < smallest && SessionExpires.supportedBy(request))
                .map(asked -> new Rejection.SessionIntervalTooSmall(smallest));
    }

    // Requests of ours

    /** §7.1, §7.4: what an INVITE or UPDATE of ours says. */
    void ask(MessageBuilder<?> request) {
        Optional<Refresher> refresher = isRunning() && supported
                ? Optional.of(ours ? Refresher.UAC : Refresher.UAS)
                : Optional.empty();
        request.add(HeaderName.SUPPORTED, SessionExpires.EXTENSION).set(SessionExpires.SESSION_EXPIRES,
                new SessionExpires(Math.max(interval, minimum), refresher));
        if (minimum > SessionExpires.SMALLEST) {
            request.set(SessionExpires.MIN_SE, minimum);
        }
    }

    /** §7.3: with the larger interval that a 422 asks for; empty if that changes nothing. */
    Optional<SipRequest.Builder> askAgain(SipRequest sent, SipResponse tooSmall) {
        long wanted = SessionExpires.minimum(tooSmall).orElse(0);
        long asked = SessionExpires.of(sent).map(SessionExpires::seconds).orElse(0L);
        if (wanted <= asked) {
            return Optional.empty();
        }
        minimum = Math.max(minimum, wanted);
        Optional<Refresher> refresher = SessionExpires.of(sent).flatMap(SessionExpires::refresher);
        return Optional.of(sent.edit().set(SessionExpires.SESSION_EXPIRES, new SessionExpires(wanted, refresher))
                .set(SessionExpires.MIN_SE, minimum));
    }

    /** §7.2: the 2xx to an INVITE or UPDATE of ours. */
    void answered(SipResponse answer) {
        Optional<SessionExpires> said = SessionExpires.of(answer);
        supported = said.isPresent();
        ours = said.flatMap(SessionExpires::refresher).orElse(Refresher.UAC) == Refresher.UAC;
        start(said.map(SessionExpires::seconds).orElse(Math.max(interval, minimum)));
    }

    // Requests of the peer

    /** §9: what our 2xx to an INVITE or UPDATE of the peer says; the session runs from now on. */
    void answer(SipRequest request, MessageBuilder<?> response) {
        Optional<SessionExpires> asked = SessionExpires.of(request);
        long floor = Math.max(SessionExpires.minimum(request).orElse(0), SessionExpires.SMALLEST);
        minimum = Math.max(minimum, floor);
        long configured = env.parameters().sessionExpires().toSeconds();
        boolean wereOurs = isRunning() && ours;
        supported = SessionExpires.supportedBy(request);
        Refresher refresher = supported
                ? asked.flatMap(SessionExpires::refresher).orElse(wereOurs ? Refresher.UAS : Refresher.UAC)
                : Refresher.UAS;
        ours = refresher == Refresher.UAS;
        long granted = asked.map(SessionExpires::seconds).filter(seconds -> seconds <= configured)
                .orElse(Math.max(configured, floor));
        response.add(HeaderName.SUPPORTED, SessionExpires.EXTENSION);
        if (supported) {
            response.set(SessionExpires.SESSION_EXPIRES, new SessionExpires(granted, Optional.of(refresher)))
                    .add(HeaderName.REQUIRE, SessionExpires.EXTENSION);
        }
        start(granted);
    }

    /** Whether the peer knows that there is a timer. */
    boolean isSupported() {
        return supported;
    }

    private boolean isRunning() {
        return expiry != null;
    }

    private void start(long seconds) {
        stop();
        if (ended) {
            return;
        }
        interval = Math.max(seconds, 1);
        if (ours) {
            refreshAfter(seconds(interval) / 2);
            expireAfter(seconds(interval));
        } else {
            expireAfter(seconds(interval - Math.min(MARGIN_MAX, interval / 3)));
        }
    }

    private void refreshAfter(long nanos) {
        refreshAtNanos = env.shard().clock().nanoTime() + nanos;
        refresh = after(nanos, this::refresh);
    }

    private void expireAfter(long nanos) {
        expiryAtNanos = env.shard().clock().nanoTime() + nanos;
        expiry = after(nanos, this::expire);
    }

    // Over a restart

    /** As it stands. */
    SavedTimer saved() {
        return new SavedTimer(interval, minimum, ours, supported, refresh == null ? 0 : wallMillis(refreshAtNanos),
                expiry == null ? 0 : wallMillis(expiryAtNanos));
    }

    private long wallMillis(long atNanos) {
        return env.shard().clock().epochMillis()
                + TimeUnit.NANOSECONDS.toMillis(atNanos - env.shard().clock().nanoTime());
    }

    /** Goes on; what was due while nobody was here has a time in which peers can come back. */
    void restore(SavedTimer saved) {
        interval = saved.interval();
        minimum = saved.minimum();
        ours = saved.ours();
        supported = saved.supported();
        if (saved.refreshMillis() != 0) {
            refreshAfter(Math.max(nanosUntil(saved.refreshMillis()), seconds(RETURN_SECONDS)));
        }
        if (saved.expiryMillis() != 0) {
            expireAfter(Math.max(nanosUntil(saved.expiryMillis()), seconds(2 * RETURN_SECONDS)));
        }
    }

    private long nanosUntil(long wallMillis) {
        return TimeUnit.MILLISECONDS.toNanos(wallMillis - env.shard().clock().epochMillis());
    }

    /** A refresh could not be sent, or was refused for now; the end comes when it comes. */
    void refreshIn(Duration delay) {
        if (isRunning()) {
            cancel(refresh);
            refreshAfter(delay.toNanos());
        }
    }

    private void refresh() {
        refresh = null;
        if (watcher != null) {
            watcher.onRefreshDue(leg);
        }
    }

    private void expire() {
        stop();
        if (watcher != null) {
            watcher.onExpired(leg);
        }
    }

    /** The call is over, and need not be kept for the sake of its leg. */
    void end() {
        ended = true;
        watcher = null;
        stop();
    }

    private void stop() {
        cancel(refresh);
        cancel(expiry);
        refresh = null;
        expiry = null;
    }

    private Timers.Timer after(long nanos, Runnable then) {
        return env.shard().schedule(nanos, then);
    }

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    private static void cancel(Timers.@Nullable Timer timer) {
        if (timer != null) {
            timer.cancel();
        }
    }
}
