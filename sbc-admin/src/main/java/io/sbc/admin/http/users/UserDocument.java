package io.sbc.admin.http.users;

import io.sbc.admin.http.rest.EntityTag;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.users.PsiUser;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceKind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Users and devices as they are shown: never with a secret. Their entity tags hang on the secrets, too. */
final class UserDocument {

    private UserDocument() {}

    static Map<String, Object> of(PsiUser user) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("email", user.email());
        fields.put("name", user.profile().name());
        fields.put("extension", user.extension());
        fields.put("icp", user.icp());
        fields.put("template", user.profile().template());
        fields.put("enabled", user.enabled());
        fields.put("devices", user.devices().stream().map(UserDocument::inUser).toList());
        return fields;
    }

    static Map<String, Object> of(Device device) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user", device.email());
        fields.putAll(inUser(device));
        return fields;
    }

    private static Map<String, Object> inUser(Device device) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", device.id().value());
        fields.put("kind", word(device.kind()));
        fields.put("setUser", device.setUser());
        fields.put("icpUser", device.icpUser());
        fields.put("icpAuthUser", device.icpAuthUser());
        fields.put("icp", device.icp());
        fields.put("enabled", device.enabled());
        fields.put("credentials",
                device.ha1().isPending() || device.icpSecret().reveal().isEmpty() ? "pending" : "set");
        return fields;
    }

    static EntityTag tag(EntityTags tags, PsiUser user) {
        List<Object> content = new ArrayList<>(
                List.of(user.email(), user.profile().name(), user.profile().template()));
        user.devices().forEach(device -> content.add(content(device)));
        return tags.of(content);
    }

    static EntityTag tag(EntityTags tags, Device device) {
        return tags.of(content(device));
    }

    private static List<Object> content(Device device) {
        return List.of(device.id().value(), device.email(), device.kind(), device.setUser(), device.ha1().realm(),
                device.ha1().md5(), device.ha1().sha256(), device.icpUser(), device.icpAuthUser(), device.icpSecret(),
                device.icp(), device.enabled());
    }

    static String word(DeviceKind kind) {
        return kind.name().toLowerCase(Locale.ROOT);
    }

    static Optional<DeviceKind> kind(String word) {
        return List.of(DeviceKind.values()).stream().filter(kind -> word(kind).equals(word)).findFirst();
    }
}
