package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code support [FILE]}. */
@Command(name = "support", mixinStandardHelpOptions = true, description = "Gathers a support bundle: logs, settings, metrics, recent calls and attempts with verdicts, event history, checks. Secrets are taken out; names and numbers stay. Of an SBC that does not run, what its files and this machine tell.")
final class SupportCommand implements Callable<Integer> {

    @Mixin
    private final Remote sbc = new Remote();

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "Where to, mode 0600; else sbc-support-TIME.zip here.")
    private @Nullable Path file;

    @Option(names = "--offline", description = "Do not ask a running SBC: for one that does not answer.")
    private boolean offline;

    @Option(names = "--log", paramLabel = "FILE", description = "Offline: take the end of this log; may be given again.")
    private final List<Path> logs = new ArrayList<>();

    @Option(names = "--unit", paramLabel = "NAME", defaultValue = "sbc", description = "Offline: the systemd unit whose journal is taken. Default: ${DEFAULT-VALUE}.")
    private String unit = "sbc";

    @Override
    public Integer call() throws CommandFailure, IOException {
        OfflineSupport self = new OfflineSupport(sbc.client().option(), logs, unit);
        boolean ask = !offline && runs();
        String name = self.name();
        Path target = file == null ? Path.of(name + ".zip") : file;
        boolean done = false;
        try (OutputStream out = Channels.newOutputStream(Files.newByteChannel(target,
                EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))))) {
            if (ask) {
                sbc.client().downloadMade("/support-bundle", out);
            } else {
                self.write(out, name);
            }
            done = true;
        } catch (FileAlreadyExistsException exists) {
            done = true; // it is somebody else's
            throw new CommandFailure(target + " is there already");
        } finally {
            if (!done) {
                Files.deleteIfExists(target);
            }
        }
        return sbc.tell(
                JsonNodeFactory.instance.objectNode().put("file", target.toString()).put("octets", Files.size(target))
                        .put("offline", !ask),
                ask
                        ? target.toString()
                        : target + "\nno SBC was asked: this is what its files and this machine tell");
    }

    /** With a configuration that cannot be used none does. */
    private boolean runs() throws IOException {
        try {
            return sbc.client().isThere();
        } catch (CommandFailure invalid) {
            return false;
        }
    }
}
