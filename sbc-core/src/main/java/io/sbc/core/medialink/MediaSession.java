package io.sbc.core.medialink;

import io.sbc.core.Side;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.MediaNegotiation;
import java.net.InetAddress;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** The media of one call. All methods are called on the shard that it was opened for. */
public interface MediaSession {

    /** M-lines that have ports now. */
    int streams();

    /**
     * Asks for ports for m-lines that come newly. Answered by {@link MediaListener#onOpened} or {@link
     * MediaListener#onRefused}; refused, the session stays as it was. One request at a time.
     */
    void extend(int streams);

    /** Takes an offer with the ports of this session, of which there must be enough. */
    MediaNegotiation.Result receiveOffer(MediaNegotiation negotiation, Side from, SdpSession offer,
            RandomGenerator random);

    /** The phone's signalling comes from {@code host}: what plans from now on say of where its plain RTP may come from (ADR 0330). */
    default void signalledFrom(InetAddress host) {}

    /**
     * Puts the plan of {@code negotiation} into force. Without effect once {@link #close} was called.
     *
     * @param settled the call is answered: peers that should send are missed when they do not
     */
    void apply(MediaNegotiation negotiation, boolean settled);

    /**
     * An offer of a settled call goes to its other party, which may send ahead of its answer: puts the {@linkplain
     * MediaNegotiation#planWhileOffered plan until then} into force.
     */
    void expect(MediaNegotiation offered);

    /** Where it stands, as far as that is known: from the last sample of its counters. Empty while it is not open, nor goes on. */
    default Optional<SavedMedia> state() {
        return Optional.empty();
    }

    /** Ends the session, also one that is not open yet. {@link MediaListener#onClosed} follows. Once is enough. */
    void close();
}
