package io.sbc.core.diagnosis;

import io.sbc.core.diagnosis.Verdict.Evidence;
import io.sbc.core.diagnosis.Verdict.Missing;
import io.sbc.media.api.MediaSide;
import java.util.List;
import java.util.Set;

/**
 * What a rule found.
 *
 * @param evidence never empty, the oldest first
 * @param missing when audio was missing, the oldest first
 * @param about whose fault it is, or who is not heard; empty when it is nobody's in particular
 */
public record Found(List<Evidence> evidence, List<Missing> missing, Set<MediaSide> about) {

    public Found {
        evidence = List.copyOf(evidence);
        missing = List.copyOf(missing);
        about = Set.copyOf(about);
    }
}
