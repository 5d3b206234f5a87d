package io.sbc.core.diagnosis;

import io.sbc.core.diagnosis.Verdict.Evidence;
import io.sbc.core.diagnosis.Verdict.Missing;
import java.util.List;

/**
 * What a rule found.
 *
 * @param evidence never empty, the oldest first
 * @param missing when audio was missing, the oldest first
 */
public record Found(List<Evidence> evidence, List<Missing> missing) {

    public Found {
        evidence = List.copyOf(evidence);
        missing = List.copyOf(missing);
    }
}
