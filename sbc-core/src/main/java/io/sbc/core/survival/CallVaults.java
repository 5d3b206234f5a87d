package io.sbc.core.survival;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The vaults of all shards, {@code shard-0.calls} and so on in one directory of mode 0700. Where one cannot be opened, calls of that
 * shard are not kept: a reason for a line in the log, none to serve nobody. Opened and closed by the main thread.
 */
public final class CallVaults implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CallVaults.class);
    private static final String SUFFIX = ".calls";

    private final Counters<SurvivalCounter> counters = new Counters<>(SurvivalCounter.class);
    private final AtomicInteger inUse = new AtomicInteger();
    private final List<CallVault> vaults = new ArrayList<>();
    private final List<VaultFile> files = new ArrayList<>();
    private final List<Kept> kept = new ArrayList<>();

    private CallVaults() {}

    /** A record that a process before this one left, and its place, which goes on to be the call's. */
    public record Kept(int shard, CallVault.Slot slot, byte[] record) {}

    /** Keeps nothing, on any shard. */
    public static CallVaults none() {
        return new CallVaults();
    }

    /**
     * Where records lie elsewhere than in files.
     *
     * @param vaults one for each shard
     * @param kept what is in them
     */
    public static CallVaults of(List<? extends CallVault> vaults, List<Kept> kept) {
        CallVaults all = new CallVaults();
        all.vaults.addAll(vaults);
        all.kept.addAll(kept);
        return all;
    }

    /**
     * Opens one for each shard and reads what is in them.
     *
     * @param key 32 octets, the same after a restart
     * @param callsMax of one shard
     * @param clock tells when a disk that was full is tried again
     */
    public static CallVaults open(Path directory, byte[] key, int shards, int callsMax, SecureRandom random,
            Clock clock) {
        CallVaults opened = new CallVaults();
        try {
            Files.createDirectories(directory,
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            for (int shard = 0; shard < shards; shard++) {
                opened.open(directory.resolve("shard-" + shard + SUFFIX), new VaultSeal(key, random), callsMax, clock);
            }
            opened.dropOthers(directory, shards);
        } catch (IOException e) {
            notKept(directory, e);
        }
        opened.tellDropped();
        return opened;
    }

    /** One that does not open is in the way of its own shard's calls only. */
    private void open(Path file, VaultSeal seal, int callsMax, Clock clock) {
        int shard = vaults.size();
        try {
            VaultFile vault = VaultFile.open(file, seal, callsMax, counters, inUse, clock);
            files.add(vault);
            vault.read().forEach(found -> kept.add(new Kept(shard, found.slot(), found.record())));
            vaults.add(vault);
        } catch (IOException e) {
            notKept(file, e);
            vaults.add(CallVault.NONE);
        }
    }

    private static void notKept(Path where, IOException why) {
        LOG.atWarn().addKeyValue("where", where).addKeyValue("why", why.toString())
                .log("records of calls cannot be kept: calls will end with this process");
    }

    /** Calls that were, and nobody goes on with. */
    private void tellDropped() {
        long unreadable = counters.value(SurvivalCounter.UNREADABLE);
        long foreign = counters.value(SurvivalCounter.FOREIGN);
        if (unreadable + foreign > 0) {
            LOG.atWarn().addKeyValue("unreadable", unreadable).addKeyValue("foreign", foreign)
                    .log("records of calls are dropped: damaged, or of another key, version or number of shards");
        }
    }

    /** There were more shards: tags of calls lead nowhere. */
    private void dropOthers(Path directory, int shards) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(directory, "shard-*" + SUFFIX)) {
            for (Path file : all) {
                String number = file.getFileName().toString().replaceAll("\\D", "");
                if (number.isEmpty() || number.length() > 6 || Integer.parseInt(number) >= shards) {
                    counters.increment(SurvivalCounter.FOREIGN);
                    Files.delete(file);
                }
            }
        }
    }

    /** The vault of a shard. */
    public CallVault of(int shard) {
        return shard < vaults.size() ? vaults.get(shard) : CallVault.NONE;
    }

    /** What was found. */
    public List<Kept> kept() {
        return List.copyOf(kept);
    }

    /** What is counted. */
    public Counters<SurvivalCounter> counters() {
        return counters;
    }

    /** For the metrics. */
    public List<Gauge> gauges() {
        return List.of(new Gauge("sbc_calls_kept", "Calls that would go on if this process ended now", inUse::get));
    }

    /** After the shards have ended. */
    @Override
    public void close() {
        for (VaultFile file : files) {
            try {
                file.close();
            } catch (IOException e) {
                LOG.atWarn().addKeyValue("why", String.valueOf(e.getMessage())).log("a vault of calls did not close");
            }
        }
    }
}
