package io.sbc.core.recorder;

import java.util.List;
import java.util.Optional;

/** Where ended calls are kept. Methods wait for the disk: for the writer's thread, and for virtual threads that read. */
public interface CallArchive extends AutoCloseable {

    /**
     * Writes calls, all or none.
     *
     * @throws ArchiveException when the disk does not take them
     */
    void store(List<ArchivedCall> calls);

    /** Removes what began before {@code beforeMillis}, and the oldest of what takes more than {@code octets}; how many. */
    int expire(long beforeMillis, long octets);

    /** The newest first, without their events. */
    List<ArchivedCall> find(CallQuery query);

    /** One call by its id, or by the Call-ID of a leg, with its events. */
    Optional<ArchivedCall> get(String idOrCallId);

    /** How many there are. */
    long size();

    /** What they take on the disk, about. Octets. */
    long octets();

    @Override
    void close();

    /** The disk did not do what it was asked for. */
    final class ArchiveException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** @param message for a log line */
        public ArchiveException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
