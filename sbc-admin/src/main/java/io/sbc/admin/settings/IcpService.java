package io.sbc.admin.settings;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sbc.admin.settings.SettingsService.Outcome;
import io.sbc.core.config.PbxProfile;
import io.sbc.core.config.Setting;
import io.sbc.core.history.Authorship;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/**
 * PBXs as resources: each is one element of {@code icp.pbxs}. The whole list is written at once, so that of two nodes none loses what the
 * other has added. Thread-safe; waits for the disk.
 */
public final class IcpService {

    private static final String LIST = "icp.pbxs";

    private final SettingsService settings;
    private final ToLongFunction<String> devices;

    /** @param devices how many devices belong to a PBX */
    public IcpService(SettingsService settings, ToLongFunction<String> devices) {
        this.settings = settings;
        this.devices = devices;
    }

    /** What became of a removal. */
    public sealed interface Removal {

        record Removed(Outcome outcome) implements Removal {}

        record Unknown() implements Removal {}

        /** @param devices that belong to it */
        record InUse(long devices) implements Removal {}
    }

    /** All of them, each with every key. */
    @SuppressWarnings("unchecked") // the reference has a list of sections there
    public List<Map<String, Object>> all() {
        return settings.layers().setting(LIST).map(Setting::value).map(list -> (List<Map<String, Object>>) list)
                .orElseThrow();
    }

    /** The one with that id. */
    public Optional<Map<String, Object>> find(String id) {
        return all().stream().filter(icp -> id.equals(icp.get("id"))).findFirst();
    }

    /** Creates or replaces one; what the definition leaves out has its default. */
    public Outcome put(String id, ObjectNode definition, boolean dryRun, Authorship author) {
        List<String> presets = PbxProfile.presets().stream().map(PbxProfile::name).toList();
        if (definition.has("profile") && !presets.contains(definition.path("profile").asText())) {
            // A file of this machine is for who can write the configuration file.
            return new Outcome.Invalid(List.of("profile: must be one of " + String.join(", ", presets)));
        }
        ObjectNode icp = definition.deepCopy().put("id", id);
        return settings.change(overlay -> {
            ArrayNode list = written();
            int place = indexOf(list, id);
            if (place < 0) {
                list.add(icp);
            } else {
                list.set(place, icp);
            }
            return with(overlay, list);
        }, Optional.empty(), dryRun, "", author);
    }

    /** Removes one that no device belongs to. */
    public Removal remove(String id, Authorship author) {
        if (find(id).isEmpty()) {
            return new Removal.Unknown();
        }
        long count = devices.applyAsLong(id);
        if (count > 0) {
            return new Removal.InUse(count);
        }
        return new Removal.Removed(settings.change(overlay -> {
            ArrayNode list = written();
            int place = indexOf(list, id);
            if (place >= 0) {
                list.remove(place);
            }
            return with(overlay, list);
        }, Optional.empty(), false, "", author));
    }

    private static int indexOf(ArrayNode list, String id) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path("id").asText().equals(id)) {
                return i;
            }
        }
        return -1;
    }

    /** As it is written now; where nobody wrote it, the one of the reference. */
    private ArrayNode written() {
        Optional<Object> written = settings.layers().asWritten(LIST);
        if (written.isPresent()) {
            return settings.mapper().valueToTree(written.get());
        }
        ArrayNode standard = settings.mapper().valueToTree(all());
        for (JsonNode icp : standard) {
            ((ObjectNode) icp).remove(List.of("nodes", "trusted"));
        }
        return standard;
    }

    private static ObjectNode with(ObjectNode overlay, ArrayNode list) {
        ObjectNode icp = overlay.get("icp") instanceof ObjectNode known ? known : overlay.putObject("icp");
        icp.set("pbxs", list);
        return overlay;
    }
}
