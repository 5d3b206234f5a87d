package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.sbc.admin.backup.BackupFile;
import io.sbc.core.config.StoreSettings;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.sql.StoreBackup;
import io.sbc.core.history.Authorship;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code restore FILE}. */
@Command(name = "restore", mixinStandardHelpOptions = true, description = "Puts the database of a backup in place of the present one, which stays beside it. The backup is checked before anything is touched; the SBC must not run.")
final class RestoreCommand implements Callable<Integer> {

    private static final DateTimeFormatter SUFFIX = DateTimeFormatter.ofPattern("'.before-'yyyyMMdd-HHmmss")
            .withZone(ZoneOffset.UTC);

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Parameters(paramLabel = "FILE", description = "The backup.")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path file;

    @Option(names = "--check", description = "Only checks it.")
    private boolean onlyCheck;

    @Mixin
    private final Answer answer = new Answer();

    @Override
    public Integer call() throws CommandFailure, IOException {
        StoreSettings store = config.read().store();
        Path directory = store.database().toAbsolutePath().getParent();
        Files.createDirectories(directory,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Path work = Files.createTempDirectory(directory, ".restore");
        try {
            restore(store, work);
            return 0;
        } catch (StoreException e) {
            throw new CommandFailure("nothing was changed: " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw new CommandFailure(e.getFile() + " is not there");
        } catch (ZipException e) {
            throw new CommandFailure(file + " is no backup: " + e.getMessage());
        } finally {
            BackupCommand.remove(work);
        }
    }

    private void restore(StoreSettings store, Path work) throws CommandFailure, IOException {
        StoreBackup backup = new StoreBackup(store);
        Path copy = work.resolve(BackupFile.DATABASE);
        Path keyOfBackup = work.resolve(BackupFile.KEY);
        try {
            if (!BackupFile.extract(file, BackupFile.DATABASE, copy)) {
                throw new CommandFailure(file + " has no database in it");
            }
            boolean hasKey = BackupFile.extract(file, BackupFile.KEY, keyOfBackup);
            boolean takesKey = hasKey && !Files.exists(store.keyFile());
            if (!takesKey && !Files.exists(store.keyFile())) {
                throw new CommandFailure(store.keyFile() + " is not there, and the backup has no key in it");
            }
            long entries = backup.check(copy, takesKey ? keyOfBackup : store.keyFile(),
                    Authorship.commandLine("restore"));
            ObjectNode done = JsonNodeFactory.instance.objectNode().put("file", file.toString()).put("entries", entries)
                    .put("restored", false);
            String whole = "the backup is whole: its key fits, its event history of " + entries + " entries verifies";
            if (onlyCheck) {
                answer.tell(done, whole);
                return;
            }
            String suffix = SUFFIX.format(Instant.now());
            if (takesKey) { // first: without it the database would be of no use to whoever is killed between the two
                Files.move(keyOfBackup, store.keyFile(), StandardCopyOption.ATOMIC_MOVE);
                whole += "\nthe key was restored, too";
            }
            Path before = backup.replaceBy(copy, suffix);
            String to = store.postgresql().isUsed() ? store.postgresql().url() : store.database().toString();
            answer.tell(done.put("restored", true).put("keyRestored", takesKey).put("to", to).put("before",
                    before.toString()), whole + "\nrestored to " + to + "; what was there before: " + before);
        } catch (IOException e) {
            if (e instanceof NoSuchFileException || e instanceof ZipException) {
                throw e;
            }
            throw new CommandFailure(file + ": " + e.getMessage());
        }
    }
}
