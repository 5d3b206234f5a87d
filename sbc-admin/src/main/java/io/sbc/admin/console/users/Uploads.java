package io.sbc.admin.console.users;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Files that were checked and wait to be applied: at most {@value #FILES_MAX}, each for {@link #KEPT}, the oldest gives way. Of a restart nothing
 * is left: the file is chosen again then. Thread-safe, never waits.
 */
final class Uploads {

    private static final int FILES_MAX = 4;
    private static final Duration KEPT = Duration.ofMinutes(30);

    private final InstantSource clock;
    private final Map<String, Upload> byJob = new LinkedHashMap<>();

    private record Upload(String owner, byte[] content, Instant until) {}

    Uploads(InstantSource clock) {
        this.clock = clock;
    }

    /** @param job that checked it */
    synchronized void keep(String job, String owner, byte[] content) {
        byJob.values().removeIf(upload -> !clock.instant().isBefore(upload.until));
        if (byJob.size() >= FILES_MAX) {
            byJob.remove(byJob.keySet().iterator().next());
        }
        byJob.put(job, new Upload(owner, content, clock.instant().plus(KEPT)));
    }

    /** Whether there is one of that owner. */
    synchronized boolean has(String job, String owner) {
        return find(job, owner).isPresent();
    }

    /** Gives it away; it is gone then. */
    synchronized Optional<byte[]> take(String job, String owner) {
        Optional<byte[]> found = find(job, owner).map(Upload::content);
        found.ifPresent(_ -> byJob.remove(job));
        return found;
    }

    private Optional<Upload> find(String job, String owner) {
        return Optional.ofNullable(byJob.get(job))
                .filter(upload -> upload.owner.equals(owner) && clock.instant().isBefore(upload.until));
    }
}
