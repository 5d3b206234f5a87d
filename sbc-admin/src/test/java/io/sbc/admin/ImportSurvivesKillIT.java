package io.sbc.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.sql.SqlStore;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** OPS-7: what {@code users import} has reported is there after {@code kill -9}, and without any hand at the next start. */
class ImportSurvivesKillIT {

    private static final int USERS = 500;

    @TempDir
    Path directory;

    @Test
    void shouldKeepWhatWasReportedThroughKill() throws Exception {
        Distribution distribution = new Distribution(directory);
        Path config = distribution.freePorts("");
        for (int round = 1; round <= 2; round++) {
            Path csv = Files.writeString(directory.resolve("users.csv"), users(round));

            Process process = distribution.start("users", "import", csv.toString(), "--config", config.toString());
            try (BufferedReader out = process.inputReader()) {
                Distribution.readUntil(out, "imported " + USERS + " rows");
                process.destroyForcibly(); // SIGKILL
            }
            Distribution.awaitExit(process);

            assertEquals(round * USERS, devices().size(), "after round " + round);
        }
    }

    private static String users(int round) {
        return IntStream.range(0, USERS)
                .mapToObj(i -> "u%1$d-%2$d@example.com,desktop,u%1$d-%2$d,s,%1$d%2$04d,p\n".formatted(round, i))
                .collect(Collectors.joining("", "email,kind,set_user,set_password,icp_user,icp_password\n", ""));
    }

    private List<Device> devices() {
        try (SqlStore store = SqlStore.open(
                new StoreSettings(directory.resolve("data/sbc.db"), directory.resolve("data/secret.key")),
                new SecureRandom())) {
            return store.devices();
        }
    }
}
