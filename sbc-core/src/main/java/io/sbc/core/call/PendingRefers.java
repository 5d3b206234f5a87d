package io.sbc.core.call;

import io.sbc.base.Timers;
import io.sbc.core.engine.ShardContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The REFERs of one call whose outcome is not told yet: the implicit subscriptions of RFC 3515 §2.4.4. Each has a number
 * on both sides, the CSeq of its REFER, which NOTIFY names as {@code id}. They outlive the BYE of the call, which a
 * transferor may send at once, but not their expiry. On the shard.
 */
final class PendingRefers {

    /** A party that starts more than that in one call is not transferring. */
    private static final int MAXIMUM = 8;

    /** No NOTIFY can make it longer. */
    private static final Duration LIFETIME_MAX = Duration.ofMinutes(10);

    /** One of them. */
    final class Refer {

        private final LegRole referrer;
        private final long askedNumber;
        private @Nullable OutboundRequest relayed;
        private Timers.@Nullable Timer expiry;

        private Refer(LegRole referrer, long askedNumber) {
            this.referrer = referrer;
            this.askedNumber = askedNumber;
        }

        /** It went out as this; with credentials it may go out again under another number. */
        void relayedAs(OutboundRequest request) {
            relayed = request;
        }

        /** CSeq of the REFER as the referrer sent it. */
        String askedId() {
            return Long.toString(askedNumber);
        }

        /** CSeq of the REFER as we sent it on. */
        String relayedId() {
            return relayed == null ? "" : Long.toString(relayed.sent().cseq().number());
        }

        /** Its outcome will come within that time, or it is given up. */
        void keepFor(Duration time) {
            if (expiry != null) {
                expiry.cancel();
            }
            Duration bounded = time.compareTo(LIFETIME_MAX) < 0 ? time : LIFETIME_MAX;
            expiry = shard.schedule(bounded.toNanos(), this::end);
        }

        /** Nothing more will be told of it. */
        void end() {
            if (expiry != null) {
                expiry.cancel();
            }
            if (refers.remove(this)) {
                totals.ended();
                if (refers.isEmpty()) {
                    onNoneLeft.run();
                }
            }
        }
    }

    private final ShardContext shard;
    private final ReferTotals totals;
    private final Runnable onNoneLeft;
    private final List<Refer> refers = new ArrayList<>();

    PendingRefers(ShardContext shard, ReferTotals totals, Runnable onNoneLeft) {
        this.shard = shard;
        this.totals = totals;
        this.onNoneLeft = onNoneLeft;
    }

    /** A REFER came; empty when there are too many already. */
    Optional<Refer> begin(LegRole referrer, long number) {
        if (refers.size() >= MAXIMUM || !totals.tryBegin()) {
            return Optional.empty();
        }
        Refer refer = new Refer(referrer, number);
        refers.add(refer);
        refer.keepFor(totals.lifetime());
        return Optional.of(refer);
    }

    /** What a NOTIFY to the referrer is about; without an id it is the first REFER (RFC 3515 §2.4.6). */
    Optional<Refer> notified(LegRole referrer, Optional<String> id) {
        return refers.stream().filter(refer -> refer.referrer == referrer)
                .filter(refer -> id.isEmpty() || refer.relayedId().equals(id.get())).findFirst();
    }

    /** What a SUBSCRIBE of the referrer is about. */
    Optional<Refer> subscribed(LegRole referrer, Optional<String> id) {
        return refers.stream().filter(refer -> refer.referrer == referrer)
                .filter(refer -> id.isEmpty() || refer.askedId().equals(id.get())).findFirst();
    }

    boolean isEmpty() {
        return refers.isEmpty();
    }
}
