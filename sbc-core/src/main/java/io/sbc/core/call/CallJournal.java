package io.sbc.core.call;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.policy.Parties;
import io.sbc.core.record.CallRecord;
import io.sbc.core.record.CallRecords;
import io.sbc.core.record.PbxName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transaction.Witness;
import io.sbc.core.medialink.MediaNews;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * The life of one call in about six log lines, and the facts of its record. Every line carries {@code callId}, the
 * Call-ID of the caller's leg. Never a key or a description. It counts what the lines tell, too. On the shard.
 */
final class CallJournal {

    private static final Logger LOG = LoggerFactory.getLogger(CallJournal.class);

    private final Clock clock;
    private final Counters<CallCounter> counters;
    private final CallPlan plan;
    private final CallRecords records;
    private final Witness witness;
    private final String id;
    private final String callId;
    private final String caller;
    private final String callee;
    private final String asked;
    private final long startedMillis;

    private String otherCallId = "";
    private OptionalLong answeredMillis = OptionalLong.empty();
    private boolean progressed;
    private int status;
    private String cause = "";
    private String setCrypto = "";
    private String icpCrypto = "";
    private Optional<MediaStats> media = Optional.empty();
    private MediaQuality quality = MediaQuality.NONE;
    private final MediaNotes notes = new MediaNotes();
    private int verdictsTold;
    private boolean over;

    CallJournal(Clock clock, Counters<CallCounter> counters, CallRecords records, Witness witness, CallPlan plan,
            SipRequest invite) {
        this.witness = witness;
        this.records = records;
        this.id = records.newId();
        this.clock = clock;
        this.counters = counters;
        this.plan = plan;
        this.callId = invite.callId();
        this.caller = Parties.user(invite.from()).map(Parties::shown).orElse("");
        this.callee = plan.called();
        this.asked = Parties.dialled(invite).map(Parties::shown).orElse("");
        this.startedMillis = clock.epochMillis();
    }

    /** Of a call that goes on. */
    CallJournal(Clock clock, Counters<CallCounter> counters, CallRecords records, Witness witness, CallPlan plan,
            SavedCall.Facts facts) {
        this.witness = witness;
        this.records = records;
        this.id = facts.id();
        this.clock = clock;
        this.counters = counters;
        this.plan = plan;
        this.callId = facts.callId();
        this.caller = facts.caller();
        this.callee = facts.callee();
        this.asked = facts.callee();
        this.startedMillis = facts.startedMillis();
        this.otherCallId = facts.otherCallId();
        this.answeredMillis = OptionalLong.of(facts.answeredMillis());
        this.status = facts.status();
        this.setCrypto = facts.setCrypto();
        this.icpCrypto = facts.icpCrypto();
    }

    /** What a process after this one has to know. */
    SavedCall.Facts facts() {
        return new SavedCall.Facts(id, callId, otherCallId, caller, callee, startedMillis,
                answeredMillis.orElse(startedMillis), status, setCrypto, icpCrypto);
    }

    /**
     * It goes on after a restart of ours.
     *
     * @param savedMillis wall clock of its record: media may have gone on after that, until the process before was killed
     */
    void resumed(long savedMillis) {
        records.linked(callId, otherCallId);
        publish();
        long awayMillis = Math.max(0, clock.epochMillis() - savedMillis);
        noted(new MediaNews(MediaSide.SET, "last-known",
                "the last that is known of the call from before the SBC was killed or crashed; messages of before are lost"),
                savedMillis);
        noted(new MediaNews(MediaSide.SET, "restored",
                PbxName.in("goes on after a restart of the SBC; it may have been silent since "
                        + Instant.ofEpochMilli(savedMillis) + ", for " + (awayMillis + 999) / 1000 + " s",
                        plan.device().icp())),
                clock.epochMillis());
    }

    /** It stood when the process before this one was killed, and is hung up. */
    void lostInRestart(String why) {
        noted(new MediaNews(MediaSide.SET, SavedCall.LOST, why), clock.epochMillis());
        cause(SavedCall.LOST);
    }

    void received() {
        line(LegRole.CALLER).addKeyValue("method", "INVITE").addKeyValue("caller", caller)
                .addKeyValue("callee", callee).addKeyValue("device", plan.device().id().value())
                .log("call received");
        publish();
        witness.onDecision(callId, "routed", "from the " + plan.callerSide().name().toLowerCase(Locale.ROOT)
                + " side, a call of device " + plan.device().setUser() + ", on to "
                + PbxName.in(plan.calleeDomain() + (asked.equals(callee)
                        ? ""
                        : "; " + callee + " was called, and asked for by our Contact " + asked), plan.device().icp()));
    }

    /** Whoever looks sees the call as it is now. What comes after its end is of no interest. */
    private void publish() {
        if (!over) {
            CallRecord now = record(OptionalLong.empty());
            records.update(now);
            witness.onCall(now);
        }
    }

    private CallRecord record(OptionalLong endedMillis) {
        return new CallRecord(id, callId, otherCallId, plan.device().setUser(), plan.callerSide(), caller, callee,
                startedMillis, answeredMillis, endedMillis, status, cause, setCrypto, icpCrypto, media, quality,
                notes.all());
    }

    private LoggingEventBuilder line(LegRole leg) {
        Side side = leg == LegRole.CALLER ? plan.callerSide() : plan.callerSide().opposite();
        return LOG.atInfo().addKeyValue("call", id).addKeyValue("callId", callId).addKeyValue("leg", side);
    }

    void sent(String calleeCallId, int attempt) {
        otherCallId = calleeCallId;
        if (attempt > 1) {
            counters.increment(CallCounter.NEXT_TARGET);
        }
        line(LegRole.CALLEE).addKeyValue("method", "INVITE").addKeyValue("otherCallId", calleeCallId)
                .addKeyValue("attempt", attempt).log("call sent on");
        publish();
        if (attempt > 1) {
            witness.onDecision(callId, "next-target", "target " + attempt + " is asked");
        }
    }

    /** Only the first provisional response is worth a line. */
    void progressed(int provisional) {
        if (!progressed) {
            progressed = true;
            line(LegRole.CALLEE).addKeyValue("status", provisional).log("call progresses");
        }
    }

    void answered(int answer) {
        status = answer;
        answeredMillis = OptionalLong.of(clock.epochMillis());
        counters.increment(CallCounter.ANSWERED);
        line(LegRole.CALLEE).addKeyValue("status", answer).log("call answered");
        publish();
    }

    /** Media is agreed, at first or anew. */
    void agreed(String set, String icp) {
        boolean again = !setCrypto.isEmpty();
        if (again) {
            counters.increment(CallCounter.RENEGOTIATED);
        }
        setCrypto = set;
        icpCrypto = icp;
        line(LegRole.CALLER).addKeyValue("set", set).addKeyValue("icp", icp)
                .log(again ? "media renegotiated" : "media agreed");
        publish();
        witness.onDecision(callId, again ? "media-renegotiated" : "media-agreed", "set side " + set + ", ICP side "
                + icp);
    }

    void refused(int refusal) {
        status = refusal;
    }

    /** The first cause stays. */
    void cause(String why) {
        if (cause.isEmpty()) {
            cause = why;
            witness.onDecision(callId, "ends", why);
        }
    }

    /** What a BYE of ours says about why. */
    Optional<String> endReason() {
        return EndReason.of(cause);
    }

    void media(Optional<MediaStats> stats) {
        media = stats;
    }

    /** Media went through something: a line, and a note in the record. */
    void noted(MediaNews news) {
        noted(news, clock.epochMillis());
    }

    private void noted(MediaNews news, long atMillis) {
        witness.onDecision(callId, "media-" + news.kind(), news.words());
        if (news.isUsual()) {
            return;
        }
        notes.take(news, atMillis).ifPresent(note -> {
            LOG.atInfo().addKeyValue("call", id).addKeyValue("callId", callId).addKeyValue("leg", note.side())
                    .addKeyValue("kind", note.kind())
                    .addKeyValue("words", note.words()).log("media note");
            publish();
        });
    }

    /** Counters at some moment, and what they say. A verdict gets a line when it is new. */
    void sampled(MediaStats stats, MediaQuality said) {
        media = Optional.of(stats);
        quality = said;
        for (MediaVerdict verdict : said.verdicts().subList(verdictsTold, said.verdicts().size())) {
            LOG.atInfo().addKeyValue("call", id).addKeyValue("callId", callId).addKeyValue("leg", verdict.side())
                    .addKeyValue("kind", verdict.kind()).addKeyValue("cause", verdict.cause())
                    .addKeyValue("words", verdict.words()).log("media not heard");
        }
        verdictsTold = said.verdicts().size();
        publish();
    }

    /** Counts what is worth a number of its own. */
    void count(CallEvent event) {
        switch (event) {
            case CallEvent.AckTimeout timeout -> {
                counters.increment(CallCounter.ACK_MISSING);
                witness.onDecision(callId, "ack-missing", "the " + timeout.from().name().toLowerCase(Locale.ROOT)
                        + " has not acknowledged our answer");
            }
            case CallEvent.AnswerTimeout _ -> {
                counters.increment(CallCounter.ANSWER_TIMEOUT);
                witness.onDecision(callId, "answer-timeout", "nobody answered in time");
            }
            case CallEvent.MediaTimedOut _ -> {
                counters.increment(CallCounter.MEDIA_TIMEOUT);
                witness.onDecision(callId, "media-timeout", "no media from either side");
            }
            case CallEvent.OfferRefused refused -> count(refused.rejection());
            case CallEvent.AnswerRefused refused -> count(refused.rejection());
            case CallEvent.AckRefused refused -> count(refused.rejection());
            default -> {
            }
        }
    }

    private void count(Rejection rejection) {
        if (rejection instanceof Rejection.NotAcceptable) {
            counters.increment(CallCounter.NOT_ACCEPTABLE);
        } else if (rejection instanceof Rejection.Overloaded) {
            counters.increment(CallCounter.MEDIA_REFUSED);
        }
    }

    /** We failed; with its stack, once. */
    void fault(CallState state, RuntimeException fault) {
        counters.increment(CallCounter.FAULT);
        LOG.atError().addKeyValue("call", id).addKeyValue("callId", callId).addKeyValue("state", state).setCause(fault)
                .log("call ended by a fault");
    }

    /** It is over: its last line, and its record. */
    CallRecord ended() {
        over = true;
        CallRecord ended = record(OptionalLong.of(clock.epochMillis()));
        witness.onCall(ended);
        line(LegRole.CALLER).addKeyValue("status", status).addKeyValue("cause", cause)
                .addKeyValue("talkMillis", ended.talkMillis()).addKeyValue("set", setCrypto)
                .addKeyValue("icp", icpCrypto).addKeyValue("packetsFromSet", packets(true))
                .addKeyValue("packetsFromIcp", packets(false)).addKeyValue("mosFromSet", mos(MediaSide.SET))
                .addKeyValue("mosFromIcp", mos(MediaSide.ICP)).log("call ended");
        return ended;
    }

    /** Of the first stream, with two places; empty when nothing was heard. */
    private String mos(MediaSide side) {
        OptionalDouble mos = quality.streams().isEmpty()
                ? OptionalDouble.empty()
                : quality.streams().getFirst().on(side).mos();
        return mos.isPresent() ? String.format(Locale.ROOT, "%.2f", mos.getAsDouble()) : "";
    }

    private long packets(boolean set) {
        return media.stream().flatMap(stats -> stats.streams().stream())
                .mapToLong(stream -> (set ? stream.set() : stream.icp()).packetsReceived()).sum();
    }
}
