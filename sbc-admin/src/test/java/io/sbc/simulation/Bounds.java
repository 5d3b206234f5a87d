package io.sbc.simulation;

import io.sbc.admin.boot.SimulatedPlane;
import io.sbc.core.record.CallRecord;
import io.sbc.core.registrar.Binding;
import io.sbc.core.sip.transport.EdgeCounter;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * What must be true of the SBC's state whatever happens: looked at after each step; how old things are, at each second.
 */
final class Bounds {

    /** The caller's, and one for each app that rings: {@code registration.contacts-per-device}. */
    private static final int LEGS_MAX = 5;

    /** {@code calls.answer-timeout}, and what a CANCEL and its outcome take. */
    private static final long UNANSWERED_MILLIS = 260_000;

    /** Expiry is looked at by a timer of its own. */
    private static final long EXPIRED_NANOS = 10_000_000;
    private static final long LOOK_MILLIS = 1_000;

    /** What it asks while its connections come up is on no wire yet. */
    private static final long CONNECTING_MILLIS = 33_000;

    private final World world;
    private final Verdicts verdicts;
    private final SimulatedPlane sbc;
    private final WireRules wire;
    private final Map<String, LongSupplier> gauges;
    private final long startedAt;
    private long lookedAt;

    /** Of an SBC that starts now. */
    Bounds(World world, Verdicts verdicts, SimulatedPlane sbc, WireRules wire) {
        this.world = world;
        this.verdicts = verdicts;
        this.sbc = sbc;
        this.wire = wire;
        this.startedAt = world.millis();
        this.gauges = sbc.gauges().stream().collect(Collectors.toMap(gauge -> gauge.metric(), gauge -> gauge.value()));
    }

    void check() {
        none(EdgeCounter.SHARD_ERRORS, "an exception in a shard");
        none(EdgeCounter.SHARD_OVERLOADS, "a shard's queue is full");
        none(EdgeCounter.EDGE_ERRORS, "an exception at the edge");
        long calls = value("sbc_calls");
        long dialogs = value("sbc_dialogs");
        if (dialogs < 2 * calls || dialogs > LEGS_MAX * calls) {
            verdicts.wrong("calls and dialogs do not match: " + calls + " and " + dialogs);
        }
        gauges.forEach((name, value) -> {
            if (value.getAsLong() < 0) {
                verdicts.wrong(name + " is " + value.getAsLong());
            }
        });
        if (world.millis() - lookedAt >= LOOK_MILLIS) {
            lookedAt = world.millis();
            checkAges();
        }
    }

    private void none(EdgeCounter counter, String otherwise) {
        if (sbc.counters().value(counter) != 0) {
            verdicts.wrong(otherwise);
        }
    }

    /** No state is older than its limit. */
    private void checkAges() {
        long transactions = value("sbc_transactions");
        long young = wire.transactionsAtMost();
        verdicts.that(transactions <= young || world.millis() - startedAt < CONNECTING_MILLIS,
                transactions + " transactions, and messages for " + young
                        + " within their lives");
        for (Binding binding : sbc.bindings()) {
            verdicts.that(binding.expiresAtNanos() + EXPIRED_NANOS >= world.nanoTime(),
                    "a binding has outlived its expiry");
            verdicts.that(binding.flow().isOpen(), "a binding has outlived its flow");
        }
        for (CallRecord call : sbc.calls()) {
            verdicts.that(call.answeredMillis().isPresent()
                    || world.epochMillis() - call.startedMillis() < UNANSWERED_MILLIS,
                    "a call is set up for too long: " + call.callId());
        }
    }

    private long value(String gauge) {
        return gauges.getOrDefault(gauge, () -> -1).getAsLong();
    }
}
