package io.sbc.admin.settings;

import java.util.List;

/**
 * What is said of a configuration that is valid by itself, of the world around it.
 *
 * @param problems with which no SBC starts
 * @param warnings that somebody will stumble over
 * @param notes of what a start does about it
 */
public record Findings(List<String> problems, List<String> warnings, List<String> notes) {

    /** There is nothing to say. */
    public static final Findings NONE = new Findings(List.of(), List.of(), List.of());

    public Findings {
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        notes = List.copyOf(notes);
    }
}
