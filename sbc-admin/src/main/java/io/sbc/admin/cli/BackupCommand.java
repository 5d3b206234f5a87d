package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.sbc.admin.backup.BackupFile;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.sql.StoreBackup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code backup FILE}. */
@Command(name = "backup", mixinStandardHelpOptions = true, description = "Writes the database and the configuration into one file, while the SBC runs. The key file, without which no secret in it can be read, is left out unless asked for.")
final class BackupCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "FILE", description = "The backup; must not be there yet.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--with-key", description = "Puts the key file in as well: whoever has the backup can read every secret then.")
    private boolean withKey;

    @Mixin
    private final Answer answer = new Answer();

    @Override
    public Integer call() throws CommandFailure, IOException {
        StoreSettings store = config.read().store();
        if (Files.exists(file)) {
            throw new CommandFailure(file + " is there already");
        }
        Path work = Files.createTempDirectory(directoryOf(file), ".backup");
        try {
            Path copy = work.resolve(BackupFile.DATABASE);
            new StoreBackup(store).copyTo(copy);
            Map<String, Path> parts = new LinkedHashMap<>(Map.of(BackupFile.DATABASE, copy));
            parts.put(BackupFile.CONFIGURATION,
                    Files.writeString(work.resolve(BackupFile.CONFIGURATION), config.text()));
            if (withKey) {
                parts.put(BackupFile.KEY, store.keyFile());
            }
            BackupFile.write(file, parts);
        } catch (StoreException e) {
            throw new CommandFailure(e.getMessage());
        } finally {
            remove(work);
        }
        return answer.tell(
                JsonNodeFactory.instance.objectNode().put("file", file.toString()).put("octets", Files.size(file))
                        .put("withKey", withKey),
                "written to " + file + "\n" + (withKey
                        ? "it holds the key: keep it as you keep the key"
                        : "the key is not in it: keep a copy of " + store.keyFile() + " in another place"));
    }

    static Path directoryOf(Path file) throws CommandFailure {
        Path directory = file.toAbsolutePath().getParent();
        if (directory == null || !Files.isDirectory(directory)) {
            throw new CommandFailure(file + ": no such directory");
        }
        return directory;
    }

    /** A directory that holds nothing but files. */
    static void remove(Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (Path each : files.toList()) {
                Files.delete(each);
            }
        }
        Files.delete(directory);
    }
}
