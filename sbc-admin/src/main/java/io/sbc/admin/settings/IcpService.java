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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/**
 * PBXs as resources: each is one element of {@code icp.pbxs}. The whole list is written at once, so that of two nodes none loses what the
 * other has added. Thread-safe; waits for the disk.
 */
public final class IcpService {

    private static final String LIST = "icp.pbxs";
    private static final String ID = "id";

    private final SettingsService settings;
    private final ToLongFunction<String> devices;

    /** @param devices how many devices belong to a PBX */
    public IcpService(SettingsService settings, ToLongFunction<String> devices) {
        this.settings = settings;
        this.devices = devices;
    }

    /** On what state of a PBX somebody wants to work. */
    @FunctionalInterface
    public interface Wanted {

        /** @param there empty where there is none of that id */
        boolean is(Optional<Map<String, Object>> there);
    }

    /** What became of a change. */
    public sealed interface Change {

        /** @param outcome of the change of the settings, which may have been refused */
        record Made(Outcome outcome) implements Change {}

        record Unknown() implements Change {}

        /** @param there what it is instead */
        record Stale(Optional<Map<String, Object>> there) implements Change {}

        /** @param devices that belong to it */
        record InUse(long devices) implements Change {}
    }

    /** All of them, each with every key. */
    @SuppressWarnings("unchecked") // the reference has a list of sections there
    public List<Map<String, Object>> all() {
        return settings.layers().setting(LIST).map(Setting::value).map(list -> (List<Map<String, Object>>) list)
                .orElseThrow();
    }

    /** The one with that id. */
    public Optional<Map<String, Object>> find(String id) {
        return all().stream().filter(icp -> id.equals(icp.get(ID))).findFirst();
    }

    /** Creates or replaces one; what the definition leaves out has its default. */
    public Change put(String id, ObjectNode definition, Wanted wanted, boolean dryRun, Authorship author) {
        return change(id, wanted, dryRun, author, list -> {
            ObjectNode icp = definition.deepCopy().put(ID, id);
            int place = indexOf(list, id);
            if (place < 0) {
                list.add(icp);
            } else {
                list.set(place, icp);
            }
        }, definition);
    }

    /** Changes of one what the patch names (RFC 7396); what is null has its default again. */
    public Change patch(String id, ObjectNode patch, Wanted wanted, boolean dryRun, Authorship author) {
        if (find(id).isEmpty()) {
            return new Change.Unknown();
        }
        return change(id, wanted, dryRun, author, list -> {
            int place = indexOf(list, id);
            if (place >= 0) {
                list.set(place, MergePatch.apply((ObjectNode) list.get(place), patch).put(ID, id));
            }
        }, patch);
    }

    /** Removes one that no device belongs to. */
    public Change remove(String id, Wanted wanted, Authorship author) {
        if (find(id).isEmpty()) {
            return new Change.Unknown();
        }
        long count = devices.applyAsLong(id);
        if (count > 0) {
            return new Change.InUse(count);
        }
        return change(id, wanted, false, author, list -> {
            int place = indexOf(list, id);
            if (place >= 0) {
                list.remove(place);
            }
        }, settings.mapper().createObjectNode());
    }

    /** @param said by the caller, in which only presets are taken for a profile */
    private Change change(String id, Wanted wanted, boolean dryRun, Authorship author, Consumer<ArrayNode> edit,
            ObjectNode said) {
        List<String> presets = PbxProfile.presets().stream().map(PbxProfile::name).toList();
        if (said.hasNonNull("profile") && !presets.contains(said.path("profile").asText())) {
            // A file of this machine is for who can write the configuration file.
            return new Change.Made(
                    new Outcome.Invalid(List.of("profile: must be one of " + String.join(", ", presets))));
        }
        AtomicBoolean stale = new AtomicBoolean();
        Outcome outcome = settings.change(overlay -> {
            if (!wanted.is(find(id))) { // no other change comes in between from here on
                stale.set(true);
                return overlay;
            }
            ArrayNode list = written();
            edit.accept(list);
            return with(overlay, list);
        }, Optional.empty(), dryRun, "", author);
        return stale.get() ? new Change.Stale(find(id)) : new Change.Made(outcome);
    }

    private static int indexOf(ArrayNode list, String id) {
        for (int i = 0; i < list.size(); i++) {
            if (list.get(i).path(ID).asText().equals(id)) {
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
