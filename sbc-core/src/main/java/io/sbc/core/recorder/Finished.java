package io.sbc.core.recorder;

/**
 * An ended call on its way to the archive.
 *
 * @param recording all but its events
 * @param events these, encoded
 */
record Finished(Recording recording, byte[] events) {

    /** About what it takes in memory. Octets. */
    int weight() {
        return events.length + 1024;
    }
}
