package io.sbc.core.guard;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.record.EdgeTroubles;
import io.sbc.core.config.EmergencySettings;
import io.sbc.core.config.GuardSettings;
import io.sbc.core.engine.SignallingEngine;
import io.sbc.core.registrar.BindingObserver;
import io.sbc.core.sip.auth.AuthObserver;
import io.sbc.core.sip.transport.EdgeGate;
import io.sbc.core.sip.transport.TransportListener;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** The whole guard, for wiring: one for the process. Any thread. */
public final class Guard implements AutoCloseable {

    /** No block is longer, whatever a clock says. */
    private static final long SPAN_MILLIS = Duration.ofDays(3_650).toMillis();

    private final GuardState state;
    private final EmergencySettings emergencySettings;
    private final EmergencyNumbers numbers;
    private final EmergencyCalls emergencyCalls;
    private final SourceGuard gate;
    private final LoginWatch logins;
    private final GuardView view;
    private final RandomGenerator random;
    private volatile @Nullable BlockJournal journal;

    /** @param random unpredictable and thread-safe in production */
    public Guard(GuardSettings settings, EmergencySettings emergency, Clock clock, RandomGenerator random) {
        this.state = new GuardState(settings, clock, random);
        this.emergencySettings = emergency;
        this.numbers = new EmergencyNumbers(emergency);
        this.emergencyCalls = new EmergencyCalls(clock);
        this.gate = new SourceGuard(state, numbers, emergency.fromUnregistered());
        this.logins = new LoginWatch(state);
        this.view = new GuardView(state);
        this.random = random;
    }

    /**
     * Takes up the blocks that an earlier process left, and leaves there from now on what changes; waits for the disk. Once,
     * before anything comes from the network.
     *
     * @param store closed with this
     */
    public void keep(BlockStore store) {
        BlockJournal writes = new BlockJournal(store, 2 * state.settings.block().entries(), state.clock,
                state.counters);
        List<SavedBlock> saved = store.load();
        long now = state.now();
        long nowMillis = state.clock.epochMillis();
        for (SavedBlock each : saved) {
            Optional<Block> block = blockOf(each, now, nowMillis);
            if (block.isPresent() && state.blocks.restore(block.get(), now)) {
                state.counters.increment(GuardCounter.BLOCKS_RESTORED);
            } else {
                writes.forgotten(each.source());
            }
        }
        state.blocks.observe(writes);
        writes.start(() -> takeUp(store.load(), writes));
        journal = writes;
    }

    /** Another node may have blocked or unblocked somebody: what the store has is taken up soon. Any thread; does not wait. */
    public void takeUpBlocks() {
        BlockJournal writes = journal;
        if (writes != null) {
            writes.takeUp();
        }
    }

    private void takeUp(List<SavedBlock> saved, BlockJournal writes) {
        long now = state.now();
        long nowMillis = state.clock.epochMillis();
        List<Block> known = saved.stream().flatMap(each -> blockOf(each, now, nowMillis).stream()).toList();
        state.blocks.take(known, writes::waits, now);
    }

    private static Optional<Block> blockOf(SavedBlock saved, long nowNanos, long nowMillis) {
        OptionalLong key = SourceKey.parse(saved.source());
        Optional<BlockReason> reason = BlockReason.of(saved.reason());
        if (key.isEmpty() || reason.isEmpty()) {
            return Optional.empty(); // of another version
        }
        long left = Duration.ofMillis(Math.clamp(saved.endMillis() - nowMillis, -SPAN_MILLIS, SPAN_MILLIS)).toNanos();
        return Optional.of(new Block(key.getAsLong(), reason.get(), saved.datagramsOnly(), saved.sinceMillis(),
                nowNanos + left, saved.times(), saved.note()));
    }

    /** Writes what is left of the block list. After the transport has ended. */
    @Override
    public void close() {
        BlockJournal writes = journal;
        if (writes != null) {
            writes.close();
        }
    }

    /** Rates and counts as these say, from now on. Any thread, one at a time. */
    public void reconfigure(GuardSettings settings) {
        state.reconfigure(settings);
    }

    /** For the transport. */
    public EdgeGate gate() {
        return state.settings.enabled() ? gate : EdgeGate.OPEN;
    }

    /** For the authenticators of all shards. */
    public AuthObserver logins() {
        return logins;
    }

    /** For the table of bindings. */
    public BindingObserver bindings() {
        return state.flows;
    }

    /** What an emergency call is, for limits elsewhere. */
    public EmergencyNumbers emergencyNumbers() {
        return numbers;
    }

    /** What the transport shall speak to in the engine's place. Once, before the transport starts. */
    public TransportListener before(SignallingEngine engine) {
        OverloadControl overload = new OverloadControl(state.settings.overload(), engine, state.clock, random);
        gate.watch(overload);
        return new GuardedSignalling(state, engine, overload, numbers, emergencySettings, emergencyCalls);
    }

    /** What was refused before anybody could record it. */
    public EdgeTroubles troubles() {
        return state.troubles;
    }

    /** For operators. */
    public GuardView view() {
        return view;
    }

    public Counters<GuardCounter> counters() {
        return state.counters;
    }

    /** What operators watch of it. */
    public List<Gauge> gauges() {
        return List.of(
                new Gauge("sbc_guard_sources", "Places in use of the guard's table of sources", state.sources::size),
                new Gauge("sbc_guard_blocks", "Sources that are blocked now", () -> state.blocks.count(state.now())),
                new Gauge("sbc_guard_blocks_unsaved", "Changes of the block list that wait for the disk",
                        this::unsaved),
                new Gauge("sbc_guard_registered_flows",
                        "Flows that are trusted because a phone is registered over them",
                        state.flows::size),
                new Gauge("sbc_guard_users_attacked", "Users whose password is being guessed from many places",
                        state.logins::attacked),
                new Gauge("sbc_guard_emergency_calls_live", "Emergency calls that are remembered",
                        emergencyCalls::size));
    }

    private int unsaved() {
        BlockJournal writes = journal;
        return writes == null ? 0 : writes.size();
    }
}
