package io.sbc.core.registrar;

import io.sbc.core.directory.DeviceId;

/** Where the registrar leaves what is to outlive the process. Returns at once; any shard. */
public interface RegistrationJournal {

    /** What holds for the device from now on. */
    void save(SavedRegistration registration);

    /** The PBX has the device no longer, or is about to be told so. */
    void forget(DeviceId device);

    /** Keeps nothing: a restart makes every device register anew. */
    static RegistrationJournal none() {
        return new RegistrationJournal() {

            @Override
            public void save(SavedRegistration registration) {}

            @Override
            public void forget(DeviceId device) {}
        };
    }
}
