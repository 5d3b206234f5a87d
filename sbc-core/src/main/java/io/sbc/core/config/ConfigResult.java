package io.sbc.core.config;

import java.util.List;

/** What came of reading a configuration: the whole of it, or everything that is wrong with it. */
public sealed interface ConfigResult {

    /** Every rule is met. */
    record Valid(SbcConfig config) implements ConfigResult {}

    /** Nothing may be used. At least one problem, by line; what stands in no line comes last. */
    record Invalid(List<ConfigProblem> problems) implements ConfigResult {

        public Invalid {
            problems = List.copyOf(problems);
        }
    }
}
