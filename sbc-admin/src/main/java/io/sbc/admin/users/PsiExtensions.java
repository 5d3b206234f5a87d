package io.sbc.admin.users;

import io.sbc.core.directory.DeviceKind;

/** The extensions of a PSI user's two devices, from the user's own: {@code 1006} gives {@code 1006} and {@code 1*006}. */
final class PsiExtensions {

    private PsiExtensions() {}

    static String of(DeviceKind kind, String extension) {
        return switch (kind) {
            case DESKTOP -> extension;
            case MOBILE -> extension.substring(0, 1) + '*' + extension.substring(1);
        };
    }
}
