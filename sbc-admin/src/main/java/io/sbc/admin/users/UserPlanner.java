package io.sbc.admin.users;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.UserProfile;
import io.sbc.core.directory.UserTemplate;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What a change makes of a user and both devices, or everything that is wrong with it. Writes nothing. Thread-safe. */
final class UserPlanner {

    private static final int NAME_MAX = 255;

    private final Function<String, Optional<UserTemplate>> templates;
    private final Supplier<SbcConfig> config;
    private final SecureRandom random;

    /** What is to be written. */
    record Plan(UserProfile profile, List<DeviceDraft> drafts) {}

    /** @param templates by name */
    UserPlanner(Supplier<SbcConfig> config, Function<String, Optional<UserTemplate>> templates, SecureRandom random) {
        this.templates = templates;
        this.config = config;
        this.random = random;
    }

    /** Whether the template wants a password made for a new user. */
    boolean generatesFor(Optional<PsiUser> before, PsiUserChange change) {
        return before.isEmpty() && change.setPassword().value() == null
                && template(before, change).map(UserTemplate::generatePassword).orElse(false);
    }

    private Optional<UserTemplate> template(Optional<PsiUser> before, PsiUserChange change) {
        String kept = before.map(user -> user.profile().template()).orElse(UserTemplate.PSI.name());
        String name = change.template().over(kept, UserTemplate.PSI.name());
        return name.isEmpty() ? Optional.of(UserTemplate.PSI) : templates.apply(name);
    }

    /** Empty when there is nothing to plan with; {@code problems} says why. */
    Optional<Plan> plan(String email, Optional<PsiUser> before, PsiUserChange change, List<String> problems) {
        Column.EMAIL.problemWith(email).ifPresent(problems::add);
        Optional<UserTemplate> template = template(before, change);
        if (template.isEmpty()) {
            problems.add("template \"" + change.template().said().orElse("") + "\" is not there");
            return Optional.empty();
        }
        String extension = change.extension().or(() -> before.map(PsiUser::extension)).orElse("");
        String icp = icp(before, change, template.get(), problems);
        String name = change.name().over(before.map(user -> user.profile().name()).orElse(""), "");
        if (name.length() > NAME_MAX || name.chars().anyMatch(Character::isISOControl)) {
            problems.add("name must be at most " + NAME_MAX + " characters, none of them a control character");
        }
        checkExtension(extension, template.get(), problems);
        change.setPassword().said().flatMap(password -> PasswordRules.weakness(password, email, extension))
                .ifPresent(weakness -> problems.add("setPassword is too weak: " + weakness));
        change.icpPassword().said().flatMap(password -> Column.ICP_PASSWORD.problemWith(password.reveal()))
                .ifPresent(problem -> problems.add("icpPassword: " + problem));
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        String templateName = before.isPresent() && !change.template().named()
                ? before.get().profile().template()
                : template.get().name();
        boolean renames = before.isEmpty() || !extension.equals(before.get().extension())
                || !templateName.equals(before.get().profile().template());
        List<DeviceDraft> drafts = Arrays.stream(DeviceKind.values())
                .map(kind -> draft(email, kind, before.flatMap(user -> user.device(kind)), extension, icp,
                        template.get(), renames, change, problems))
                .toList();
        return Optional.of(new Plan(new UserProfile(email, name, templateName), drafts));
    }

    private String icp(Optional<PsiUser> before, PsiUserChange change, UserTemplate template, List<String> problems) {
        List<String> ids = config.get().icp().pbxs().stream().map(PbxDefinition::id).toList();
        String byDefault = template.icp().isEmpty() ? ids.getFirst() : template.icp();
        String icp = change.icp().over(before.map(PsiUser::icp).orElse(byDefault), byDefault);
        if (!ids.contains(icp)) {
            problems.add("icp \"" + icp + "\" must be one of " + String.join(", ", ids));
        }
        return icp;
    }

    private static void checkExtension(String extension, UserTemplate template, List<String> problems) {
        if (extension.isEmpty()) {
            problems.add("extension is missing");
            return;
        }
        Optional<String> problem = Column.ICP_USER.problemWith(extension);
        problem.ifPresent(words -> problems.add("extension: " + words));
        if (problem.isEmpty() && template.extensionOf(DeviceKind.DESKTOP, extension)
                .equals(template.extensionOf(DeviceKind.MOBILE, extension))) {
            problems.add("extension: the template makes the same of it for both devices");
        }
    }

    private DeviceDraft draft(String email, DeviceKind kind, Optional<Device> old, String extension, String icp,
            UserTemplate template, boolean renames, PsiUserChange change, List<String> problems) {
        String rule = template.extensionOf(kind, extension);
        Optional<Device> kept = renames ? Optional.empty() : old;
        String setUser = kept.map(Device::setUser).orElse(rule);
        boolean enabled = change.enabled().over(old.map(Device::enabled).orElse(template.enabled()),
                template.enabled());
        DeviceSecrets.Pair pair = secrets().after(old, setUser, change.setPassword(), change.icpPassword(),
                followsSetSide(icp), problems);
        return new DeviceDraft(email, kind, setUser, pair.ha1(), kept.map(Device::icpUser).orElse(rule),
                kept.map(Device::icpAuthUser).orElse(rule), pair.icp(), icp, enabled);
    }

    /** One device of a user whose other one stays as it is. */
    DeviceDraft planDevice(PsiUser user, DeviceKind kind, DeviceChange change, List<String> problems) {
        Device old = user.device(kind).orElseThrow();
        String extension = user.extension();
        String rule = templates.apply(user.profile().template()).orElse(UserTemplate.PSI).extensionOf(kind, extension);
        String setUser = checked(Column.SET_USER, "setUser", change.setUser().over(old.setUser(), rule), problems);
        String icpUser = checked(Column.ICP_USER, "icpUser", change.icpUser().over(old.icpUser(), rule), problems);
        String authUser = checked(Column.ICP_AUTH_USER, "icpAuthUser",
                change.icpAuthUser().over(old.icpAuthUser(), icpUser), problems);
        change.setPassword().said().flatMap(password -> PasswordRules.weakness(password, user.email(), setUser))
                .ifPresent(weakness -> problems.add("setPassword is too weak: " + weakness));
        change.icpPassword().said().flatMap(password -> Column.ICP_PASSWORD.problemWith(password.reveal()))
                .ifPresent(problem -> problems.add("icpPassword: " + problem));
        DeviceSecrets.Pair pair = secrets().after(Optional.of(old), setUser, change.setPassword(), change.icpPassword(),
                followsSetSide(old.icp()), problems);
        return new DeviceDraft(user.email(), kind, setUser, pair.ha1(), icpUser,
                authUser.isEmpty() ? icpUser : authUser, pair.icp(), old.icp(),
                change.enabled().over(old.enabled(), true));
    }

    private static String checked(Column column, String field, String value, List<String> problems) {
        column.problemWith(value).ifPresent(problem -> problems.add(field + ": " + problem));
        return value;
    }

    private DeviceSecrets secrets() {
        return new DeviceSecrets(config.get().set().realm(), random);
    }

    private boolean followsSetSide(String icp) {
        return config.get().icp().pbxs().stream().filter(pbx -> pbx.id().equals(icp)).findFirst()
                .map(pbx -> pbx.profile().icpPasswordFollows()).orElse(true);
    }
}
