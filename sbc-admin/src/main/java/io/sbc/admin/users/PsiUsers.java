package io.sbc.admin.users;

import io.sbc.admin.account.PasswordBasics;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Attempts;
import io.sbc.core.directory.BatchResult;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DirectoryChange;
import io.sbc.core.directory.DirectoryStore;
import io.sbc.core.directory.DraftOutcome;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.UserProfile;
import io.sbc.core.history.Authorship;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Users as a provisioning manager knows them: an address, an extension, and always the same two devices. The address is the key, compared exactly, case
 * included. What is acknowledged is on the disk; the running signalling takes it up by the directory. Thread-safe; waits for the disk, changes of a user come
 * one at a time, so that what a caller expected to be there still is when the change is made.
 */
public final class PsiUsers {

    private final DirectoryStore store;
    private final Supplier<Collection<Device>> devices;
    private final Runnable arrival;
    private final Licences licences;
    private final UserPlanner planner;
    private final SecureRandom random;
    private final UserLocks locks = new UserLocks();

    /** @param config as it is whenever a user changes */
    public PsiUsers(Supplier<SbcConfig> config, DirectoryStore store, Templates templates, Licences licences,
            SecureRandom random) {
        this(config, store, store::devices, () -> {}, templates, licences, random);
    }

    /**
     * Of an SBC that runs.
     *
     * @param devices all that the store has now, from somewhere that is quicker than the store
     * @param arrival waits until what was written acts, so that it does when the caller has the answer
     */
    public PsiUsers(Supplier<SbcConfig> config, DirectoryStore store, Supplier<Collection<Device>> devices,
            Runnable arrival, Templates templates, Licences licences, SecureRandom random) {
        this.store = store;
        this.devices = devices;
        this.arrival = arrival;
        this.licences = licences;
        this.random = random;
        planner = new UserPlanner(config, templates::find, random);
    }

    /** All users, by address. */
    public List<PsiUser> all() {
        return all(devices.get(), store.profiles());
    }

    /** What a change of whomever is made from. */
    DirectoryChange.Base base() {
        return new DirectoryChange.Base(store.devices(), store.profiles());
    }

    List<PsiUser> all(DirectoryChange.Base base) {
        return all(base.devices(), base.profiles());
    }

    private static List<PsiUser> all(Collection<Device> devices, List<UserProfile> profiles) {
        Map<String, UserProfile> named = profiles.stream()
                .collect(Collectors.toMap(UserProfile::email, profile -> profile));
        Map<String, List<Device>> byUser = new TreeMap<>();
        devices.forEach(device -> byUser.computeIfAbsent(device.email(), _ -> new ArrayList<>(2)).add(device));
        List<PsiUser> all = new ArrayList<>(byUser.size());
        byUser.forEach((email, its) -> {
            its.sort(Comparator.comparing(Device::kind));
            all.add(new PsiUser(named.getOrDefault(email, UserProfile.unnamed(email)), its));
        });
        return all;
    }

    /** One of exactly that address. */
    public Optional<PsiUser> find(String email) {
        List<Device> devices = store.devicesOf(email);
        return devices.isEmpty() ? Optional.empty() : Optional.of(new PsiUser(store.profileOf(email), devices));
    }

    /**
     * Creates the user, or changes what the change names: the same change twice is the same as once.
     *
     * @param mayCreate else a user who is not there is {@link UserOutcome.Unknown}
     * @param expected whether what is there is what the caller means
     */
    public UserOutcome put(String email, PsiUserChange wish, boolean mayCreate,
            Predicate<Optional<PsiUser>> expected, Authorship author) {
        return arrived(locks.of(email,
                () -> Attempts.untilNobodyInterferes(() -> tryToPut(email, wish, mayCreate, expected, author))));
    }

    private UserOutcome arrived(UserOutcome outcome) {
        if (outcome instanceof UserOutcome.Done) {
            arrival.run();
        }
        return outcome;
    }

    private Optional<UserOutcome> tryToPut(String email, PsiUserChange wish, boolean mayCreate,
            Predicate<Optional<PsiUser>> expected, Authorship author) {
        Optional<PsiUser> before = find(email);
        if (before.isEmpty() && !mayCreate) {
            return Optional.of(new UserOutcome.Unknown());
        }
        if (!expected.test(before)) {
            return Optional.of(new UserOutcome.Stale(before));
        }
        List<String> problems = new ArrayList<>();
        Optional<Secret> generated = wish.generatePassword() || planner.generatesFor(before, wish)
                ? Optional.of(PasswordBasics.generate(random))
                : Optional.empty();
        PsiUserChange change = generated.map(wish::with).orElse(wish);
        Optional<UserPlanner.Plan> plan = planner.plan(email, before, change, problems);
        if (plan.isEmpty() || !problems.isEmpty()) {
            return Optional.of(new UserOutcome.Invalid(problems));
        }
        return apply(before, plan.get().profile(), plan.get().drafts(), generated, author);
    }

    /** Changes one device; likewise. */
    public UserOutcome putDevice(String email, DeviceKind kind, DeviceChange wish,
            Predicate<Optional<PsiUser>> expected, Authorship author) {
        return arrived(locks.of(email,
                () -> Attempts.untilNobodyInterferes(() -> tryToPutDevice(email, kind, wish, expected, author))));
    }

    private Optional<UserOutcome> tryToPutDevice(String email, DeviceKind kind, DeviceChange wish,
            Predicate<Optional<PsiUser>> expected, Authorship author) {
        Optional<PsiUser> before = find(email);
        if (before.flatMap(user -> user.device(kind)).isEmpty()) {
            return Optional.of(new UserOutcome.Unknown());
        }
        if (!expected.test(before)) {
            return Optional.of(new UserOutcome.Stale(before));
        }
        List<String> problems = new ArrayList<>();
        Optional<Secret> generated = wish.generatePassword()
                ? Optional.of(PasswordBasics.generate(random))
                : Optional.empty();
        DeviceChange change = generated.map(wish::with).orElse(wish);
        DeviceDraft draft = planner.planDevice(before.get(), kind, change, problems);
        if (!problems.isEmpty()) {
            return Optional.of(new UserOutcome.Invalid(problems));
        }
        return apply(before, before.get().profile(), List.of(draft), generated, author);
    }

    /** What {@link #delete} did. */
    public sealed interface Removal {

        /** @param devices that are gone */
        record Done(List<DeviceId> devices) implements Removal {}

        record Unknown() implements Removal {}

        record Stale(Optional<PsiUser> there) implements Removal {}
    }

    /** Removes the user and both devices. */
    public Removal delete(String email, Predicate<Optional<PsiUser>> expected, Authorship author) {
        Removal removal = locks.of(email,
                () -> Attempts.untilNobodyInterferes(() -> tryToDelete(email, expected, author)));
        if (removal instanceof Removal.Done) {
            arrival.run();
        }
        return removal;
    }

    private Optional<Removal> tryToDelete(String email, Predicate<Optional<PsiUser>> expected, Authorship author) {
        Optional<PsiUser> before = find(email);
        if (!expected.test(before)) {
            return Optional.of(new Removal.Stale(before));
        }
        if (before.isEmpty()) {
            return Optional.of(new Removal.Unknown());
        }
        if (!store.deleteUser(email, base(before), author)) {
            return Optional.empty();
        }
        licences.watch();
        return Optional.of(new Removal.Done(before.get().devices().stream().map(Device::id).toList()));
    }

    private static DirectoryChange.Base base(Optional<PsiUser> before) {
        return new DirectoryChange.Base(before.map(PsiUser::devices).orElse(List.of()),
                before.map(PsiUser::profile).stream().toList());
    }

    /** Waits until what was written acts. */
    void awaitArrival() {
        arrival.run();
    }

    /** Does something while nobody changes a user. */
    <T> T alone(Supplier<T> work) {
        return locks.alone(work);
    }

    /** Empty when the user is not what the change was made from. */
    private Optional<UserOutcome> apply(Optional<PsiUser> before, UserProfile profile, List<DeviceDraft> drafts,
            Optional<Secret> generated, Authorship author) {
        BatchResult result = store.apply(
                new DirectoryChange(drafts, List.of(profile), licences.devicesMax()).madeFrom(base(before)), author);
        if (result.stale()) {
            return Optional.empty();
        }
        if (result.applied()) {
            if (before.isEmpty()) {
                licences.watch();
            }
            return Optional.of(
                    new UserOutcome.Done(before.isEmpty(), after(before, profile, drafts, result), generated));
        }
        if (result.excess().isPresent()) {
            licences.refused(drafts, result.excess().get());
            return Optional.of(new UserOutcome.Unlicensed(result.excess().get()));
        }
        return Optional.of(new UserOutcome.Conflict(
                result.outcomes().stream().filter(DraftOutcome.Refused.class::isInstance)
                        .map(outcome -> ((DraftOutcome.Refused) outcome).reason()).distinct()
                        .collect(Collectors.joining("; "))));
    }

    /** As it stands in the store now, without asking it. */
    private static PsiUser after(Optional<PsiUser> before, UserProfile profile, List<DeviceDraft> drafts,
            BatchResult result) {
        Map<DeviceKind, Device> devices = new TreeMap<>();
        before.ifPresent(user -> user.devices().forEach(device -> devices.put(device.kind(), device)));
        for (int i = 0; i < drafts.size(); i++) {
            DeviceId id = switch (result.outcomes().get(i)) {
                case DraftOutcome.Created(DeviceId made) -> made;
                case DraftOutcome.Replaced(DeviceId kept) -> kept;
                case DraftOutcome.Unchanged(DeviceId kept) -> kept;
                case DraftOutcome.Refused(String reason) -> throw new IllegalStateException(reason);
            };
            devices.put(drafts.get(i).kind(), drafts.get(i).withId(id));
        }
        return new PsiUser(profile, List.copyOf(devices.values()));
    }
}
