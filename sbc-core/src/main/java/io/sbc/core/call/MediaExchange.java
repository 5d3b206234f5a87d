package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.medialink.MediaLink;
import io.sbc.core.medialink.MediaListener;
import io.sbc.core.medialink.MediaSession;
import io.sbc.core.medialink.SavedMedia;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.MediaNegotiation;
import io.sbc.core.medialink.MediaNews;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaStats;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Offers and answers of one call, and the ports behind them. Three negotiations at most are alive: what is agreed, the
 * one with the offer that is out, and the one with the last answer to it. Each answer starts from the offer anew, so that
 * a second early answer (a fork, an announcement before the phone) replaces the first, and what is refused leaves what is
 * agreed as it was (RFC 3261 §14.1). While a call is set up, what each fork answered is kept apart: media follows the one
 * that spoke last, until one of them wins. On the shard.
 */
final class MediaExchange implements MediaListener {

    /** What the call hears besides the outcome of {@link #prepare}. */
    interface Watcher {

        void onMediaTimedOut();

        /** Media went through something that an operator may look for. */
        default void onMediaNoted(MediaNews news) {}

        /** Our key towards {@code side} is used up, nearly or wholly. */
        default void onKeyRunsOut(Side side) {}

        /** Where the phone's signalling comes from, if it has a flow. */
        default Optional<InetAddress> phoneSignalsFrom() {
            return Optional.empty();
        }

        /** The ports of a call that went on after a restart are not to be had. */
        default void onMediaLost(String reason) {}

        /** Counters of the session, from time to time and before its end. */
        void onMediaSampled(MediaStats stats, MediaQuality quality);

        /** The end of the session, exactly once if {@link #close} was called, also when there was none. */
        void onMediaClosed(Optional<MediaStats> stats);
    }

    /** What became of an offer. */
    sealed interface Prepared {

        /** Ports stand open; {@code description} is the offer for the other side, empty if there was none. */
        record Ready(Optional<SdpSession> description) implements Prepared {}

        record Refused(Rejection rejection) implements Prepared {}
    }

    /** An offer that waits for its ports. */
    private record Waiting(Side from, Optional<SdpSession> offer, Consumer<Prepared> then) {}

    /** As many as a leg keeps early dialogs apart, for each of a few that ring together. */
    private static final int MAXIMUM_FORKS = 32;

    private final MediaLink link;
    private final ShardContext shard;
    private final Watcher watcher;

    /**
     * What one fork answered to the offer that sets up the call.
     *
     * @param settled in a reliable response: it may negotiate again before its 2xx (RFC 3262 §5)
     */
    private record Fork(MediaNegotiation negotiation, Optional<SdpSession> description, boolean settled) {}

    private MediaNegotiation agreed;
    private final Map<String, Fork> forks = new HashMap<>();
    private @Nullable MediaNegotiation first;
    private @Nullable String focus;
    private @Nullable MediaNegotiation offered;
    private @Nullable MediaNegotiation answered;
    private Optional<SdpSession> lastAnswer = Optional.empty();

    /** What the asker answered to the offer of a fork, as it came. */
    private Optional<SdpSession> said = Optional.empty();
    private @Nullable MediaSession session;
    private @Nullable Waiting waiting;
    private boolean closed;

    /** The session of a process before this one is being opened again. */
    private boolean resuming;

    /** Media takes what the offer that is out allows, ahead of its answer. */
    private boolean expecting;

    MediaExchange(MediaLink link, ShardContext shard, MediaNegotiation start, Watcher watcher) {
        this.link = link;
        this.shard = shard;
        this.agreed = start;
        this.watcher = watcher;
    }

    /**
     * Makes sure of ports for an offer and turns it into the one for the other side. Without an offer (it comes with the
     * answer) ports for one stream are opened, so that a full SBC refuses before anybody rings. {@code then} may be told
     * from inside this call.
     */
    void prepare(Side from, Optional<SdpSession> offer, Consumer<Prepared> then) {
        if (closed) {
            then.accept(new Prepared.Refused(new Rejection.NoDialog()));
            return;
        }
        abandon();
        waiting = new Waiting(from, offer, then);
        MediaSession open = session;
        if (open == null) {
            session = link.open(streams(offer), shard, this);
        } else {
            continueWith(open);
        }
    }

    /** Goes on with what is agreed, on the ports that a process before this one had. */
    void resume(SavedMedia before) {
        resuming = true;
        session = link.openAgain(before, shard, this);
    }

    /** What is agreed, and where the streams stand, for another process; empty before there is anything. */
    Optional<MediaNegotiation> agreed() {
        return agreed.isAgreed() ? Optional.of(agreed) : Optional.empty();
    }

    /** As {@link #agreed}. */
    Optional<SavedMedia> state() {
        return Optional.ofNullable(session).flatMap(MediaSession::state);
    }

    private static int streams(Optional<SdpSession> offer) {
        return Math.max(1, offer.map(MediaNegotiation::streams).orElse(1));
    }

    private void continueWith(MediaSession open) {
        Waiting next = waiting;
        if (next == null) {
            return;
        }
        if (open.streams() < streams(next.offer())) {
            open.extend(streams(next.offer()));
            return;
        }
        waiting = null;
        next.then().accept(next.offer().isEmpty()
                ? new Prepared.Ready(Optional.empty())
                : receiveOffer(open, next.from(), next.offer().get()));
    }

    private Prepared receiveOffer(MediaSession open, Side from, SdpSession offer) {
        return switch (open.receiveOffer(agreed, from, offer, shard.random())) {
            case MediaNegotiation.Result.Relay relay -> {
                offered = relay.next();
                if (!agreed.isAgreed()) {
                    first = offered;
                }
                yield new Prepared.Ready(Optional.of(relay.description()));
            }
            case MediaNegotiation.Result.Refused refused ->
                new Prepared.Refused(new Rejection.NotAcceptable(refused.warnCode(), refused.reason()));
        };
    }

    /** Offers {@code to} what it saw last of us, unchanged, for a session refresh (RFC 4028 §7.4). */
    Prepared refresh(Side to) {
        return offerAgain(() -> agreed.refresh(to));
    }

    /** Offers {@code to} what is agreed now, of which it has been told something else. */
    Prepared offerAnew(Side to) {
        return offerAgain(() -> agreed.offerAnew(to));
    }

    /** Offers {@code to} what is agreed with another key of ours; refused where nothing is SRTP. */
    Prepared rekey(Side to) {
        return offerAgain(() -> agreed.rekey(to, shard.random()));
    }

    private Prepared offerAgain(Supplier<Optional<MediaNegotiation.Result.Relay>> offer) {
        abandon();
        Optional<MediaNegotiation.Result.Relay> relay = closed ? Optional.empty() : offer.get();
        if (relay.isEmpty()) {
            return new Prepared.Refused(Description.NO_OFFER);
        }
        offered = relay.get().next();
        return new Prepared.Ready(Optional.of(relay.get().description()));
    }

    /** Takes an answer to the offer that is out. */
    Prepared answer(Side from, SdpSession answer) {
        MediaNegotiation out = offered;
        if (out == null) {
            return new Prepared.Refused(new Rejection.NotAcceptable(399, "No offer is outstanding"));
        }
        return switch (out.receiveAnswer(from, answer)) {
            case MediaNegotiation.Result.Relay relay -> {
                answered = relay.next();
                lastAnswer = Optional.of(relay.description());
                if (first != null) {
                    said = Optional.of(answer);
                }
                yield new Prepared.Ready(lastAnswer);
            }
            case MediaNegotiation.Result.Refused refused ->
                new Prepared.Refused(new Rejection.NotAcceptable(refused.warnCode(), refused.reason()));
        };
    }

    /**
     * A fork offers what another one offered before and the asker has answered: one dialog has one answer (RFC 3261 §13.2.1), so
     * that one has to do for this offer, too. {@code then} gets it in the terms of the fork, or hears that it does not fit.
     */
    void answerAsBefore(Side from, SdpSession offer, Consumer<Prepared> then) {
        Optional<SdpSession> before = said;
        if (before.isEmpty()) {
            then.accept(new Prepared.Refused(Description.NO_ANSWER));
            return;
        }
        prepare(from, Optional.of(offer),
                outcome -> then.accept(outcome instanceof Prepared.Ready
                        ? answer(from.opposite(), before.get())
                        : outcome));
    }

    /**
     * Takes what a fork answers early to the offer that sets up the call. After an answer in a reliable response it can say
     * nothing more (RFC 3261 §13.2.1).
     *
     * @param fork tells it from the others
     * @param reliable its response was (RFC 3262)
     */
    Prepared earlyAnswer(String fork, Side from, SdpSession answer, boolean reliable) {
        Fork known = forks.get(fork);
        if (known != null && known.settled()) {
            return new Prepared.Ready(Optional.empty());
        }
        MediaNegotiation offer = first;
        if (offer == null || (known == null && forks.size() == MAXIMUM_FORKS)) {
            return new Prepared.Refused(Description.NO_OFFER);
        }
        return switch (offer.receiveAnswer(from, answer)) {
            case MediaNegotiation.Result.Relay relay -> {
                Fork now = new Fork(relay.next(), Optional.of(relay.description()), reliable);
                forks.put(fork, now);
                focusOn(fork, now);
                yield new Prepared.Ready(now.description());
            }
            case MediaNegotiation.Result.Refused refused ->
                new Prepared.Refused(new Rejection.NotAcceptable(refused.warnCode(), refused.reason()));
        };
    }

    /** The offer of this fork, in a reliable response, is answered: it may negotiate again before its 2xx. */
    void settle(String fork) {
        if (agreed.isAgreed()) {
            focus = fork;
            forks.put(fork, new Fork(agreed, Optional.empty(), true));
        }
    }

    private void focusOn(String fork, Fork now) {
        focus = fork;
        answered = now.negotiation();
        lastAnswer = now.description();
        if (now.settled()) {
            agreed = now.negotiation();
            offered = null;
        }
    }

    /** Whether a fork has agreed with the caller before the 2xx. */
    boolean isSettled() {
        return focus != null && isSettled(focus);
    }

    /** Whether this one has. */
    boolean isSettled(String fork) {
        Fork known = forks.get(fork);
        return known != null && known.settled();
    }

    /** Whether an offer waits for its answer, or for ports. */
    boolean isOffering() {
        return offered != null || waiting != null;
    }

    /** Takes the 2xx of a fork: what it agreed before counts, else what it answers now, else what it said early. */
    Prepared finalAnswer(String fork, Side from, Optional<SdpSession> answer) {
        Fork known = forks.get(fork);
        if (known != null && (known.settled() || answer.isEmpty())) {
            focusOn(fork, known);
            return new Prepared.Ready(known.description());
        }
        if (answer.isPresent()) {
            forks.remove(fork);
            forks.keySet().removeIf(other -> forks.size() == MAXIMUM_FORKS);
            return earlyAnswer(fork, from, answer.get(), false);
        }
        return lastAnswer.<Prepared>map(early -> new Prepared.Ready(Optional.of(early)))
                .orElse(new Prepared.Refused(Description.NO_ANSWER));
    }

    /** The call is set up: what other forks said is forgotten. */
    void endSetup() {
        forks.clear();
        first = null;
        said = Optional.empty();
        focus = null;
    }

    /** The offer inside the call goes to its other party, which may send before its answer is here (RFC 3264 §5.1). */
    void expectAnswer() {
        MediaNegotiation offer = offered;
        MediaSession open = session;
        if (offer != null && open != null && offer.opensMore()) {
            expecting = true;
            open.expect(offer);
        }
    }

    /** Puts the last answer into force; {@code settled} makes it the agreed one. */
    void apply(boolean settled) {
        MediaNegotiation next = answered;
        if (next == null) {
            return;
        }
        if (session != null) {
            watcher.phoneSignalsFrom().ifPresent(session::signalledFrom);
            session.apply(next, settled);
        }
        if (settled) {
            expecting = false;
            agreed = next;
            offered = null;
            if (focus != null && isSettled(focus)) {
                forks.put(focus, new Fork(next, lastAnswer, true));
            }
            abandon();
        }
    }

    /**
     * Forgets an offer that is out or waits for ports; who waits hears no more of it. The other side has seen the offer, so
     * the next one has a higher version.
     */
    void abandon() {
        if (offered != null) {
            agreed = offered.abandonOffer();
        }
        offered = null;
        answered = null;
        lastAnswer = Optional.empty();
        waiting = null;
        if (expecting) { // refused: back to what was agreed
            expecting = false;
            if (session != null && !closed) {
                session.apply(agreed, true);
            }
        }
    }

    /** Ends the session. An offer that waits for ports hears that it is refused, whoever waits for it. */
    void close() {
        if (closed) {
            return;
        }
        Waiting refused = waiting;
        abandon();
        if (refused != null) {
            refused.then().accept(new Prepared.Refused(new Rejection.NoDialog()));
        }
        MediaSession open = session;
        if (open != null) {
            open.close();
        } else {
            ended(Optional.empty());
        }
    }

    /** Suite or "RTP" per stream of a side; empty before anything is agreed. */
    String describe(Side side) {
        MediaNegotiation now = answered != null ? answered : agreed;
        return now.isAgreed() ? now.describe(side) : "";
    }

    @Override
    public void onOpened() {
        if (resuming && session != null) {
            resuming = false;
            session.apply(agreed, true);
        }
        if (session != null) {
            continueWith(session);
        }
    }

    @Override
    public void onRefused(String reason) {
        if (resuming) {
            resuming = false;
            watcher.onMediaLost(reason);
        }
        Waiting refused = waiting;
        waiting = null;
        if (refused != null) {
            refused.then().accept(new Prepared.Refused(new Rejection.Overloaded("media: " + reason)));
        }
    }

    @Override
    public void onTimeout() {
        watcher.onMediaTimedOut();
    }

    @Override
    public void onNoted(MediaNews news) {
        watcher.onMediaNoted(news);
    }

    @Override
    public void onKeyRunsOut(Side side) {
        watcher.onKeyRunsOut(side);
    }

    @Override
    public void onSampled(MediaStats stats, MediaQuality quality) {
        watcher.onMediaSampled(stats, quality);
    }

    @Override
    public void onClosed(MediaStats stats) {
        ended(Optional.of(stats));
    }

    private void ended(Optional<MediaStats> stats) {
        closed = true;
        watcher.onMediaClosed(stats);
    }
}
