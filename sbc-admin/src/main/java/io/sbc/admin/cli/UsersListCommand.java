package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.sql.SqlStore;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code users list}. */
@Command(name = "list", mixinStandardHelpOptions = true, description = "Shows all devices, without passwords.")
final class UsersListCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "As one JSON array.")
    private boolean json;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() throws CommandFailure, IOException {
        SbcConfig settings = config.read();
        List<Map<String, Object>> devices = StoreAccess.use(settings, SqlStore::devices).stream()
                .map(UsersListCommand::fields).toList();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(devices));
        } else {
            table(devices).forEach(out::println);
        }
        return 0;
    }

    private static Map<String, Object> fields(Device device) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("email", device.email());
        fields.put("kind", device.kind().name().toLowerCase(Locale.ROOT));
        fields.put("set_user", device.setUser());
        fields.put("icp_user", device.icpUser());
        fields.put("icp_auth_user", device.icpAuthUser());
        fields.put("icp", device.icp());
        fields.put("enabled", device.enabled());
        return fields;
    }

    /** Columns as wide as their widest cell. */
    private static List<String> table(List<Map<String, Object>> devices) {
        if (devices.isEmpty()) {
            return List.of("no devices");
        }
        List<List<String>> rows = new ArrayList<>();
        rows.add(devices.getFirst().keySet().stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
        devices.forEach(device -> rows.add(device.values().stream().map(String::valueOf).toList()));
        int[] widths = new int[rows.getFirst().size()];
        rows.forEach(row -> {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], row.get(i).length());
            }
        });
        return rows.stream().map(row -> {
            List<String> cells = new ArrayList<>();
            for (int i = 0; i < widths.length; i++) {
                cells.add(row.get(i) + " ".repeat(widths[i] - row.get(i).length()));
            }
            return cells.stream().collect(Collectors.joining("  ")).stripTrailing();
        }).toList();
    }
}
