package io.sbc.admin.users;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.BatchResult;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.DirectoryStore;
import io.sbc.core.directory.DraftOutcome;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Users as a provisioning manager knows them: an address, an extension, and always the same two devices. The address is the key,
 * compared exactly, case included. What is acknowledged is on the disk; the running signalling takes it up by the directory. Thread-safe;
 * waits for the disk, changes come one at a time.
 */
public final class PsiUsers {

    private final DirectoryStore store;
    private final String realm;
    private final List<String> pbxIds;
    private final SecureRandom random;

    public PsiUsers(SbcConfig config, DirectoryStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
        realm = config.set().realm();
        pbxIds = config.icp().pbxs().stream().map(PbxDefinition::id).toList();
    }

    /** What became of a change. */
    public sealed interface Outcome {

        /** @param devices as they are now, desktop first */
        record Done(boolean created, List<Device> devices) implements Outcome {}

        /** Something is wrong with it, whatever is there already. */
        record Invalid(List<String> problems) implements Outcome {}

        /** It cannot be beside what is there already. */
        record Conflict(String reason) implements Outcome {}
    }

    /** The devices of all users, by address. */
    public Map<String, List<Device>> all() {
        Map<String, List<Device>> users = new TreeMap<>();
        store.devices().forEach(device -> users.computeIfAbsent(device.email(), _ -> new ArrayList<>()).add(device));
        return users;
    }

    /** The devices of one, desktop first; empty when there is no such user. */
    public List<Device> find(String email) {
        return store.devicesOf(email);
    }

    /** A password that {@link #put} would take. */
    public Secret generatePassword() {
        return PasswordRules.generate(random);
    }

    /** Creates the user, or changes what the change names: the same change twice is the same as once. */
    public synchronized Outcome put(String email, PsiUserChange change, Authorship author) {
        List<Device> before = find(email);
        Optional<Device> desktop = before.stream().filter(device -> device.kind() == DeviceKind.DESKTOP).findFirst();
        List<String> problems = new ArrayList<>();
        Column.EMAIL.problemWith(email).ifPresent(problems::add);
        String extension = change.extension().or(() -> desktop.map(Device::icpUser)).orElse("");
        if (extension.isEmpty()) {
            problems.add("extension is missing");
        } else {
            Column.ICP_USER.problemWith(extension).ifPresent(problem -> problems.add("extension: " + problem));
        }
        String icp = change.icp().or(() -> desktop.map(Device::icp)).orElse(pbxIds.getFirst());
        if (!pbxIds.contains(icp)) {
            problems.add("icp \"" + icp + "\" must be one of " + String.join(", ", pbxIds));
        }
        if (change.setPassword().isEmpty() && !keepsPasswords(before, extension)) {
            problems.add("setPassword is missing: a new extension needs one");
        }
        if (problems.isEmpty()) {
            change.setPassword().flatMap(password -> PasswordRules.weakness(password, email, extension))
                    .ifPresent(weakness -> problems.add("setPassword is too weak: " + weakness));
            change.icpPassword().flatMap(password -> Column.ICP_PASSWORD.problemWith(password.reveal()))
                    .ifPresent(problem -> problems.add("icpPassword: " + problem));
        }
        if (!problems.isEmpty()) {
            return new Outcome.Invalid(problems);
        }
        return apply(author, email, before, List.of(draft(email, DeviceKind.DESKTOP, extension, icp, before, change),
                draft(email, DeviceKind.MOBILE, extension, icp, before, change)));
    }

    /** Removes the user and both devices. Whether there was one. */
    public synchronized boolean delete(String email, Authorship author) {
        return store.deleteUser(email, author);
    }

    /** HA1 holds the user name: with another extension the password is needed again. */
    private boolean keepsPasswords(List<Device> before, String extension) {
        return before.size() == DeviceKind.values().length && before.stream()
                .allMatch(device -> device.setUser().equals(PsiExtensions.of(device.kind(), extension))
                        && device.ha1().realm().equals(realm));
    }

    private DeviceDraft draft(String email, DeviceKind kind, String extension, String icp, List<Device> before,
            PsiUserChange change) {
        Optional<Device> old = before.stream().filter(device -> device.kind() == kind).findFirst();
        String user = PsiExtensions.of(kind, extension);
        DigestHa1 ha1 = change.setPassword().map(password -> DigestHa1.of(user, realm, password))
                .or(() -> old.map(Device::ha1)).orElseThrow();
        Secret icpSecret = change.icpPassword().or(() -> old.map(Device::icpSecret)).or(change::setPassword)
                .orElseThrow();
        boolean enabled = change.enabled().or(() -> old.map(Device::enabled)).orElse(true);
        return new DeviceDraft(email, kind, user, ha1, user, user, icpSecret, icp, enabled);
    }

    private Outcome apply(Authorship author, String email, List<Device> before, List<DeviceDraft> drafts) {
        BatchResult result = store.apply(drafts, author);
        if (result.applied()) {
            return new Outcome.Done(before.isEmpty(), find(email));
        }
        return new Outcome.Conflict(result.outcomes().stream().filter(DraftOutcome.Refused.class::isInstance)
                .map(outcome -> ((DraftOutcome.Refused) outcome).reason()).distinct()
                .reduce((one, other) -> one + "; " + other).orElse("refused"));
    }
}
