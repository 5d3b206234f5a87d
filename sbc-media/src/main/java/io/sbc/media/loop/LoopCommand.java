package io.sbc.media.loop;

import io.sbc.media.api.MediaSessionId;
import io.sbc.media.relay.StreamSetup;
import io.sbc.media.socket.PortPair;
import java.util.List;

/** What the conductor asks of a loop. Handled in order, between batches of packets. */
public sealed interface LoopCommand {

    /** Begins to carry further streams of a session, which may be new; from now on their channels are the loop's. */
    record Attach(MediaSessionId session, List<BoundStream> streams) implements LoopCommand {}

    /** Replaces the setups of a session's streams, in order. */
    record Apply(MediaSessionId session, List<StreamSetup> streams) implements LoopCommand {}

    /** Asks for the counters; answered by {@code MediaEvent.Report}. */
    record Query(MediaSessionId session) implements LoopCommand {}

    /** Ends a session and closes its channels; answered by {@link LoopEvent.Detached}. */
    record Detach(MediaSessionId session) implements LoopCommand {}

    /** Ends the loop's thread; every session was detached before. */
    record Stop() implements LoopCommand {}

    /** The bound ports of one m-line. */
    record BoundStream(PortPair set, PortPair icp) {}
}
