package io.sbc.core.registrar;

import io.sbc.core.directory.DeviceId;
import java.util.List;
import java.util.Optional;

/**
 * The place of {@link SavedRegistration}s on disk. Waits; used by one thread at a time. Throws {@link
 * io.sbc.core.directory.StoreException} when the disk or the database fails.
 */
public interface RegistrationStore extends AutoCloseable {

    /** Everything that is there. */
    List<SavedRegistration> load();

    /** All of it or nothing. */
    void write(List<Change> changes);

    @Override
    void close();

    /** @param now empty to forget the device */
    record Change(DeviceId device, Optional<SavedRegistration> now) {}
}
