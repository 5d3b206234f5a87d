package io.sbc.core.recorder;

/**
 * An ended call on its way to the archive.
 *
 * @param recording all but its events
 * @param events these, encoded; empty for one that is stored without
 * @param full whether it is stored with its events
 */
record Finished(Recording recording, byte[] events, boolean full) {

    /** About what it takes in memory. Octets. */
    int weight() {
        return events.length + 1024;
    }
}
