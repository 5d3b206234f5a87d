package io.sbc.core.diagnosis;

import io.sbc.core.record.EdgeTroubles;
import io.sbc.core.recorder.Recording;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Lets all rules look at a recording. Any thread. */
public final class Diagnosis {

    private static final List<Rule> RULES = Stream.of(AccessRules.ALL, PbxRules.ALL, LimitRules.ALL, DialogRules.ALL,
            MediaRules.ALL, RestartRules.ALL).flatMap(List::stream).toList();

    private Diagnosis() {}

    /** All rules: those of registration first, and who is not heard late, since most of the others silence somebody, too; a restart explains a gap only. */
    public static List<Rule> rules() {
        return RULES;
    }

    /** The names of all verdicts that there are, those of what the edge refused included. */
    public static Set<String> names() {
        return Stream.concat(RULES.stream().map(Rule::id), EdgeRules.names())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** What was wrong, the likeliest first; empty when nothing is known to have been. */
    public static List<Verdict> of(Recording recording) {
        RecordedCase recorded = RecordedCase.of(recording);
        List<Verdict> verdicts = new ArrayList<>();
        for (Rule rule : RULES) {
            rule.judge(recorded).ifPresent(verdicts::add);
        }
        return List.copyOf(verdicts);
    }

    /**
     * What was wrong before anything was recorded.
     *
     * @param valid whether our certificates were valid at a time, milliseconds of the epoch: then a phone that takes them for expired has a
     *     wrong clock
     */
    public static Verdict of(EdgeTroubles.Trouble trouble, LongPredicate valid) {
        return EdgeRules.judge(trouble, valid);
    }

    /** The name of the first rule that fires; empty for none. */
    public static Optional<String> ruleOf(Recording recording) {
        RecordedCase recorded = RecordedCase.of(recording);
        return RULES.stream().filter(rule -> rule.finder().find(recorded).isPresent()).map(Rule::id).findFirst();
    }
}
