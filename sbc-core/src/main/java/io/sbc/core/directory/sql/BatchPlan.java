package io.sbc.core.directory.sql;

import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DraftOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Decides what becomes of each draft, by looking at the directory as it would be with the whole batch in it: two devices may
 * swap their extensions. Pure.
 *
 * @param outcomes one for each draft
 * @param writes the devices to create or replace
 * @param lastId the highest id that was given so far
 */
record BatchPlan(List<DraftOutcome> outcomes, List<Device> writes, long lastId) {

    private record Identity(String email, DeviceKind kind) {}

    private record IcpUser(String icp, String user) {}

    boolean isRefused() {
        return outcomes.stream().anyMatch(DraftOutcome.Refused.class::isInstance);
    }

    static BatchPlan of(List<Device> existing, List<DeviceDraft> drafts, long lastId) {
        Map<Identity, Device> replaceable = new HashMap<>();
        existing.forEach(device -> replaceable.put(new Identity(device.email(), device.kind()), device));
        Set<Identity> drafted = new HashSet<>();
        drafts.forEach(draft -> drafted.add(new Identity(draft.email(), draft.kind())));
        Map<String, String> ownersOfSetUsers = new HashMap<>();
        Map<IcpUser, String> ownersOfIcpUsers = new HashMap<>();
        existing.stream().filter(device -> !drafted.contains(new Identity(device.email(), device.kind())))
                .forEach(device -> {
                    ownersOfSetUsers.put(device.setUser(), device.email());
                    ownersOfIcpUsers.put(new IcpUser(device.icp(), device.icpUser()), device.email());
                });

        List<DraftOutcome> outcomes = new ArrayList<>();
        List<Device> writes = new ArrayList<>();
        Set<Identity> seen = new HashSet<>();
        long id = lastId;
        for (DeviceDraft draft : drafts) {
            Identity identity = new Identity(draft.email(), draft.kind());
            if (!seen.add(identity)) {
                outcomes.add(new DraftOutcome.Refused("the same email and kind stand in the batch before"));
                continue;
            }
            String setUserOwner = ownersOfSetUsers.putIfAbsent(draft.setUser(), draft.email());
            String icpUserOwner = ownersOfIcpUsers.putIfAbsent(new IcpUser(draft.icp(), draft.icpUser()),
                    draft.email());
            Device old = replaceable.get(identity);
            if (setUserOwner != null) {
                outcomes.add(new DraftOutcome.Refused(
                        "set_user \"" + draft.setUser() + "\" belongs to another device of " + setUserOwner));
            } else if (icpUserOwner != null) {
                outcomes.add(new DraftOutcome.Refused("icp_user \"" + draft.icpUser() + "\" at \"" + draft.icp()
                        + "\" belongs to another device of " + icpUserOwner));
            } else if (old == null) {
                Device device = draft.withId(new DeviceId(++id));
                writes.add(device);
                outcomes.add(new DraftOutcome.Created(device.id()));
            } else if (draft.withId(old.id()).equals(old)) {
                outcomes.add(new DraftOutcome.Unchanged(old.id()));
            } else {
                writes.add(draft.withId(old.id()));
                outcomes.add(new DraftOutcome.Replaced(old.id()));
            }
        }
        return new BatchPlan(List.copyOf(outcomes), List.copyOf(writes), id);
    }
}
