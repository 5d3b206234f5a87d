package io.sbc.core.directory;

import java.util.regex.Pattern;

/**
 * What a user's devices are made by. A rule is an extension in which {@code {extension}}, {@code {first}} and {@code {rest}} stand for the
 * user's own, its first digit and all others: {@code {first}*{rest}} makes {@code 1*006} of {@code 1006}.
 *
 * @param name names it; 1 to 64 letters, digits, dots, hyphens, underscores
 * @param description for people
 * @param desktop the rule of the desktop device
 * @param mobile the rule of the mobile device
 * @param icp the PBX of users that name none; empty for the first of the configuration
 * @param enabled whether users that do not say so begin enabled
 * @param generatePassword whether a user without a set-side password gets one
 */
public record UserTemplate(String name, String description, String desktop, String mobile, String icp,
        boolean enabled, boolean generatePassword) {

    /** That of users who name none: two devices as Mitel's guides have them. */
    public static final UserTemplate PSI = new UserTemplate("psi", "A desktop and a mobile softphone", "{extension}",
            "{first}*{rest}", "", true, false);

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern RULE = Pattern
            .compile("(?:\\{extension}|\\{first}|\\{rest}|[A-Za-z0-9_.!~*'()&=+$,;?/#-]){1,64}");

    /** Whether a template may be called so. */
    public static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    /** Whether it makes extensions, and different ones of different users. */
    public static boolean isRule(String rule) {
        return rule.length() <= 64 && RULE.matcher(rule).matches()
                && (rule.contains("{extension}") || rule.contains("{rest}"));
    }

    /** The extension of that device of a user. */
    public String extensionOf(DeviceKind kind, String extension) {
        String rule = switch (kind) {
            case DESKTOP -> desktop;
            case MOBILE -> mobile;
        };
        return rule.replace("{extension}", extension).replace("{first}", extension.substring(0, 1)).replace("{rest}",
                extension.substring(1));
    }
}
