package io.sbc.core.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * {@code capture}: files with signalling and media, and the copy of signalling for Homer.
 *
 * @param directory where the files lie
 * @param size octets of one file at most
 * @param time how long one may take at most
 * @param keep how long a file stays
 * @param totalSize octets of all files at most; the oldest go
 */
public record CaptureSettings(Path directory, int size, Duration time, Duration keep, int totalSize, HepSettings hep) {

    /**
     * {@code capture.hep}.
     *
     * @param collectors where HEP goes, one or none
     * @param transport UDP or TCP
     * @param id of this SBC among the collector's agents
     */
    public record HepSettings(List<InetSocketAddress> collectors, HepTransport transport, int id) {

        public HepSettings {
            collectors = List.copyOf(collectors);
        }
    }

    /** How HEP travels. */
    public enum HepTransport {
        UDP,
        TCP
    }
}
