package io.sbc.perf.media;

import io.sbc.media.api.SrtpKey;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalLong;

/** What stands between the peers: ours, the rival, or nothing. All addresses are of 127.0.0.1. */
interface Relay extends AutoCloseable {

    String name();

    /** Opens a call; blocks until packets may come. */
    Ports open(Call call) throws IOException;

    void close(Call call) throws IOException;

    /** What it uses. */
    ProcessUsage usage();

    /** What it holds in memory now, all told, bytes; garbage does not count. */
    long memoryBytes() throws IOException;

    /** What it has allocated until now on a heap that is collected, bytes; empty if it has none. */
    default OptionalLong allocatedBytes() throws IOException {
        return OptionalLong.empty();
    }

    /** Lets it collect its garbage while packets pass, if it has any. */
    void collectGarbage() throws IOException;

    @Override
    void close() throws IOException;

    /**
     * A call as its peers have it.
     *
     * @param phoneKey what the phone encrypts with; empty for plain RTP
     * @param pbxKey what the PBX encrypts with
     */
    record Call(int number, Kind kind, int phonePort, int pbxPort, Optional<SrtpKey> phoneKey,
            Optional<SrtpKey> pbxKey) {}

    /**
     * What the relay says to that.
     *
     * @param forPhone the port that the phone sends to
     * @param forPbx the port that the PBX sends to
     * @param toPhone what the relay encrypts with towards the phone
     * @param toPbx what it encrypts with towards the PBX
     */
    record Ports(int forPhone, int forPbx, Optional<SrtpKey> toPhone, Optional<SrtpKey> toPbx) {}
}
