package io.sbc.core.call;

import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.transport.Destination;
import io.sbc.core.sip.transport.Flow;
import java.util.Optional;

/** The way to the peer of a dialog, and who may come back on it. On the shard. */
public interface LegPath {

    /**
     * Where to send a request now.
     *
     * @param nextHop what the dialog says: its topmost route, else the remote target
     * @return empty while the peer is out of reach
     */
    Optional<Destination> destination(SipUri nextHop);

    /**
     * Where an INVITE goes that this peer redirected (3xx) to {@code contact}.
     *
     * @return empty if the peer is not followed there
     */
    Optional<Destination> redirect(SipUri contact);

    /** Whether requests inside the dialog are taken from this flow. */
    boolean admits(Flow flow);

    /** What of this outlives the process; empty: nothing that would be of use. */
    default Optional<SavedPath> saved() {
        return Optional.empty();
    }

    /** The peer used this flow, which is admitted, for a request inside the dialog. */
    void heardOver(Flow flow);
}
