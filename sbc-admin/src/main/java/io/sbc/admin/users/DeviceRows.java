package io.sbc.admin.users;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Rows that are devices, with everything said in them; the clear set-side passwords end here, as HA1. */
final class DeviceRows implements ImportFile.Rows {

    private final String realm;
    private final List<String> pbxIds;

    DeviceRows(SbcConfig config) {
        realm = config.set().realm();
        pbxIds = config.icp().pbxs().stream().map(PbxDefinition::id).toList();
    }

    @Override
    public ImportRow row(long number, Map<Column, String> fields) {
        String key = field(fields, Column.EMAIL) + " " + field(fields, Column.KIND);
        List<String> problems = new ArrayList<>();
        fields.forEach((column, field) -> {
            if (column.isAllowed(true)) {
                column.problemWith(field).ifPresent(problems::add);
            }
        });
        String icp = orElse(field(fields, Column.ICP), pbxIds.getFirst());
        if (!pbxIds.contains(icp)) {
            problems.add("icp \"" + icp + "\" must be one of " + String.join(", ", pbxIds));
        }
        return problems.isEmpty()
                ? ImportRow.valid(number, key, draft(fields, icp))
                : ImportRow.refused(number, key, problems);
    }

    private DeviceDraft draft(Map<Column, String> fields, String icp) {
        String setUser = field(fields, Column.SET_USER);
        String icpUser = field(fields, Column.ICP_USER);
        return new DeviceDraft(field(fields, Column.EMAIL),
                DeviceKind.valueOf(field(fields, Column.KIND).toUpperCase(Locale.ROOT)), setUser,
                DigestHa1.of(setUser, realm, new Secret(field(fields, Column.SET_PASSWORD))), icpUser,
                orElse(field(fields, Column.ICP_AUTH_USER), icpUser), new Secret(field(fields, Column.ICP_PASSWORD)),
                icp, !field(fields, Column.ENABLED).equals("false"));
    }

    private static String field(Map<Column, String> fields, Column column) {
        return fields.getOrDefault(column, "");
    }

    private static String orElse(String field, String fallback) {
        return field.isEmpty() ? fallback : field;
    }
}
