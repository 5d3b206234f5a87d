package io.sbc.admin.alarm.send;

import io.sbc.admin.alarm.AlarmNews;
import io.sbc.core.alarm.Severity;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** One way out. Thread-safe: keeps nothing between two messages. */
public interface Channel {

    /** {@code syslog}, {@code webhook}, {@code mail}. */
    String name();

    /** Where it goes, for people; without secrets. */
    String target();

    /** This and worse goes out here. */
    Severity severity();

    /** How many go in one message at most. */
    int batchMax();

    /** How long a message waits for more that go with it. */
    Duration gather();

    /**
     * Delivers them; waits for the network, some seconds at most.
     *
     * @throws IOException when they did not arrive, as far as that can be known
     */
    void send(List<AlarmNews> batch) throws IOException;
}
