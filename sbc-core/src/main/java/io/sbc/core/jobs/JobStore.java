package io.sbc.core.jobs;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The place of {@link SavedJob}s on disk. Thread-safe; throws {@link io.sbc.core.directory.StoreException} when the disk or the database fails. */
public interface JobStore {

    /** Name and state of all, by the time they were made: cheap. */
    List<Glance> glance();

    /** One of them with all its rows. */
    Optional<SavedJob> find(String id);

    /** Writes one that is new, or another now. */
    void put(SavedJob job);

    void delete(Set<String> ids);

    /** A job without its rows. */
    record Glance(String id, String node, SavedJob.State state) {}

    /** Remembers nothing. */
    static JobStore none() {
        return new JobStore() {

            @Override
            public List<Glance> glance() {
                return List.of();
            }

            @Override
            public Optional<SavedJob> find(String id) {
                return Optional.empty();
            }

            @Override
            public void put(SavedJob job) {}

            @Override
            public void delete(Set<String> ids) {}
        };
    }
}
