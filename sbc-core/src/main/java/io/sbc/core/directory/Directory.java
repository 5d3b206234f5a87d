package io.sbc.core.directory;

import java.util.Optional;
import java.util.function.Consumer;

/** The devices as signalling sees them: in memory, always there, no query per message. Thread-safe. */
public interface Directory {

    /** The device with that set-side user, escapes undone; disabled ones too. */
    Optional<Device> bySetUser(String setUser);

    Optional<Device> byId(DeviceId id);

    /** The device with that extension at that PBX. */
    Optional<Device> byIcpUser(String icp, String icpUser);

    int size();

    /** Is told of each device that changed, was disabled or removed, on a thread of the store's. */
    void onChange(Consumer<DeviceId> listener);
}
