package io.sbc.core.directory.sql;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.history.Authorship;
import io.sbc.core.history.Changes;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.Subject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Puts changes of devices into words: one entry for each user, whatever became of his devices. Pure. */
final class UserEvents {

    private static final String TAG = "users";

    private UserEvents() {}

    /**
     * @param existing the devices of these users as they were, and perhaps others
     * @param renamed users whose name or template is another now
     */
    static List<EventDraft> of(List<Device> existing, List<Device> written, List<SqlUserProfiles.Change> renamed,
            Authorship author) {
        Map<DeviceId, Device> before = existing.stream().collect(Collectors.toMap(Device::id, Function.identity()));
        Set<String> known = existing.stream().map(Device::email).collect(Collectors.toSet());
        Map<String, List<Device>> users = new TreeMap<>();
        written.forEach(device -> users.computeIfAbsent(device.email(), _ -> new ArrayList<>()).add(device));
        Map<String, SqlUserProfiles.Change> profiles = renamed.stream()
                .collect(Collectors.toMap(change -> change.after().email(), Function.identity()));
        profiles.keySet().forEach(email -> users.computeIfAbsent(email, _ -> List.of()));
        List<EventDraft> events = new ArrayList<>(users.size());
        users.forEach((email, devices) -> {
            Changes changes = new Changes();
            Optional.ofNullable(profiles.get(email)).ifPresent(change -> add(changes, change));
            devices.forEach(device -> add(changes, device.kind(), Optional.ofNullable(before.get(device.id())),
                    Optional.of(device)));
            events.add(EventDraft.of(author, known.contains(email) ? "user.changed" : "user.created",
                    new Subject("user", email), changes.list(), TAG));
        });
        return events;
    }

    static EventDraft deleted(String email, List<Device> before, Authorship author) {
        Changes changes = new Changes();
        before.forEach(device -> add(changes, device.kind(), Optional.of(device), Optional.empty()));
        return EventDraft.of(author, "user.deleted", new Subject("user", email), changes.list(), TAG);
    }

    private static void add(Changes changes, SqlUserProfiles.Change change) {
        changes.text("name", Optional.of(change.before().name()), Optional.of(change.after().name()));
        changes.text("template", Optional.of(change.before().template()), Optional.of(change.after().template()));
    }

    private static void add(Changes changes, DeviceKind kind, Optional<Device> before, Optional<Device> after) {
        String device = kind.name().toLowerCase(Locale.ROOT) + ".";
        Map<String, Function<Device, Object>> properties = new LinkedHashMap<>();
        properties.put("setUser", Device::setUser);
        properties.put("icp", Device::icp);
        properties.put("icpUser", Device::icpUser);
        properties.put("icpAuthUser", Device::icpAuthUser);
        properties.put("enabled", Device::enabled);
        properties.forEach((name, value) -> changes.text(device + name, before.map(value), after.map(value)));
        changes.secret(device + "setPassword", before.map(Device::ha1), after.map(Device::ha1));
        changes.secret(device + "icpPassword", before.map(Device::icpSecret), after.map(Device::icpSecret));
    }
}
