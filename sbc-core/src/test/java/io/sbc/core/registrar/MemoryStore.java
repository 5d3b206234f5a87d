package io.sbc.core.registrar;

import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.StoreException;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A store that a restart leaves as it is, and that can fail. */
final class MemoryStore implements RegistrationStore {

    private final Map<DeviceId, SavedRegistration> saved = new LinkedHashMap<>();
    int writes;
    boolean failing;

    @Override
    public List<SavedRegistration> load() {
        return List.copyOf(saved.values());
    }

    @Override
    public void write(List<Change> changes) {
        if (failing) {
            throw new StoreException("disk full", new IOException("no space left"));
        }
        writes++;
        for (Change change : changes) {
            change.now().ifPresentOrElse(now -> saved.put(change.device(), now), () -> saved.remove(change.device()));
        }
    }

    @Override
    public void close() {}
}
