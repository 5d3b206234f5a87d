package io.sbc.admin.alarm.probe;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.Findings;
import io.sbc.admin.alarm.Probe;
import io.sbc.base.Clock;
import io.sbc.core.guard.BlockReason;
import io.sbc.core.guard.GuardView.BlockedSource;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the guard shuts out: strangers, offices, attacks; and overload. */
public final class GuardProbe implements Probe {

    private static final int ATTACK_BLOCKS = 20;
    private static final int CALM_BLOCKS = 5;
    private static final int NAMED_MAX = 5;
    /** Offices that are told one by one. */
    private static final int OFFICES_MAX = 50;
    private static final List<String> BLOCK_COUNTERS = Stream.of(BlockReason.values())
            .filter(reason -> reason != BlockReason.OPERATOR)
            .map(reason -> "sbc_guard_blocked_" + reason.code().replace('-', '_') + "_total").toList();

    private final Supplier<List<BlockedSource>> blocks;
    private final ToIntFunction<BlockedSource> registeredFlows;
    private final Measures measures;
    private final Clock clock;
    private final Rise newBlocks = new Rise(Duration.ofMinutes(5));
    private final Rise overloadRefusals = new Rise(Duration.ofSeconds(15));

    /** @param registeredFlows how many phones are registered from a source that is blocked */
    public GuardProbe(Supplier<List<BlockedSource>> blocks, ToIntFunction<BlockedSource> registeredFlows,
            Measures measures, Clock clock) {
        this.blocks = blocks;
        this.registeredFlows = registeredFlows;
        this.measures = measures;
        this.clock = clock;
    }

    @Override
    public Set<AlarmKind> kinds() {
        return EnumSet.of(AlarmKind.SOURCE_BLOCKED, AlarmKind.OFFICE_BLOCKED, AlarmKind.ATTACK, AlarmKind.OVERLOAD);
    }

    @Override
    public void look(Findings findings) {
        List<BlockedSource> own = blocks.get().stream()
                .filter(block -> !block.reason().equals(BlockReason.OPERATOR.code())).toList();
        if (!own.isEmpty()) {
            findings.bad(AlarmKind.SOURCE_BLOCKED, "", own.size() + " sources are blocked: "
                    + own.stream().limit(NAMED_MAX).map(block -> block.source() + " (" + block.reason() + ")")
                            .collect(Collectors.joining(", "))
                    + (own.size() > NAMED_MAX ? ", …" : "."));
        }
        own.stream().limit(OFFICES_MAX).forEach(block -> {
            int phones = registeredFlows.applyAsInt(block);
            if (phones > 0) {
                findings.bad(AlarmKind.OFFICE_BLOCKED, block.source(),
                        "%s is blocked (%s, %s) with %d registered phones behind it, until %s.".formatted(
                                block.source(), block.reason(), block.note(), phones, block.until()));
            }
        });
        attack(findings);
        double refused = overloadRefusals.take(measures.of("sbc_guard_requests_overload_total")
                + measures.of("sbc_guard_unparsed_overload_total"), clock.nanoTime());
        if (refused > 0) {
            findings.bad(AlarmKind.OVERLOAD, "",
                    "%.0f requests were refused for overload within 15 s.".formatted(refused));
        }
    }

    private void attack(Findings findings) {
        double blocked = newBlocks.take(BLOCK_COUNTERS.stream().mapToDouble(measures::of).sum(), clock.nanoTime());
        double users = measures.of("sbc_guard_users_attacked");
        String text = "%.0f sources were blocked within 5 minutes; passwords of %.0f users are guessed from many places."
                .formatted(blocked, users);
        if (users > 0 || blocked >= ATTACK_BLOCKS) {
            findings.bad(AlarmKind.ATTACK, "", text);
        } else if (blocked >= CALM_BLOCKS) {
            findings.between(AlarmKind.ATTACK, "", text);
        }
    }
}
