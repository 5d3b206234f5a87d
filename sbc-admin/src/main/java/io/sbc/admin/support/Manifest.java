package io.sbc.admin.support;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What is in a bundle: its last entry, as JSON.
 *
 * @param by who had it made
 * @param complete whether nothing failed and nothing was cut
 * @param notLookedFor secrets that could not be asked for, and so could not be looked for by value
 */
public record Manifest(String product, Instant made, String by, boolean complete, List<String> notLookedFor,
        List<Entry> entries) {

    public Manifest {
        notLookedFor = List.copyOf(notLookedFor);
        entries = List.copyOf(entries);
    }

    /**
     * A file.
     *
     * @param octets after secrets were taken out
     * @param sha256 of those octets, in hex
     * @param cutCharacters that there was no room for
     * @param remark what is missing and why; empty for nothing
     * @param removed secrets that were taken out, by kind
     */
    public record Entry(String name, String about, long octets, String sha256, long cutCharacters, String remark,
            Map<String, Integer> removed) {

        boolean isWhole() {
            return cutCharacters == 0 && remark.isEmpty();
        }

        Map<String, Object> document() {
            Map<String, Object> fields = new LinkedHashMap<>();
            fields.put("name", name);
            fields.put("about", about);
            fields.put("octets", octets);
            fields.put("sha256", sha256);
            fields.put("cutCharacters", cutCharacters);
            fields.put("remark", remark);
            fields.put("secretsRemoved", removed);
            return fields;
        }
    }

    /** As it stands in the archive. */
    Map<String, Object> document() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("product", product);
        fields.put("made", made.toString());
        fields.put("by", by);
        fields.put("complete", complete);
        fields.put("secretsNotLookedFor", notLookedFor);
        List<Map<String, Object>> files = new ArrayList<>();
        entries.forEach(entry -> files.add(entry.document()));
        fields.put("files", files);
        return fields;
    }
}
