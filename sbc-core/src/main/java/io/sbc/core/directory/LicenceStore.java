package io.sbc.core.directory;

import io.sbc.core.history.Authorship;
import java.util.OptionalInt;

/** Licence counts that were set by API. Thread-safe; waits for the disk. */
public interface LicenceStore {

    /** The one kind there is: each device of each user needs one. */
    String TELEWORKER = "teleworker";

    /** Empty when the configuration's holds. */
    OptionalInt licences(String kind);

    /** Sets it; empty to have the configuration's hold again. */
    void setLicences(String kind, OptionalInt total, Authorship author);

    /** Devices of all users: each needs one. */
    int devices();
}
