package io.sbc.media.relay;

import io.sbc.media.api.MediaSide;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.srtp.SrtpContext.Life;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What packets of one endpoint have shown and the session's owner still has to hear. Each kind is told once and again only
 * when it changes, so that no peer can make many events. One thread: the media loop.
 */
final class EndpointNews {

    private final MediaSide side;
    private boolean waits;
    private boolean firstPacket;
    private @Nullable UdpAddress firstPacketSource;
    private boolean move;
    private @Nullable UdpAddress toldAddress;
    private int rollovers;
    private boolean refusal;
    private @Nullable UdpAddress refusedAddress;
    private boolean ourKeyChanged;
    private boolean peerKeyChanged;
    private Life ourLife = Life.AMPLE;
    private Life toldOurLife = Life.AMPLE;
    private Life peerLife = Life.AMPLE;
    private Life toldPeerLife = Life.AMPLE;

    EndpointNews(MediaSide side) {
        this.side = side;
    }

    /** Whether {@link #drain} has something to tell. */
    boolean waits() {
        return waits;
    }

    /** Signalling knows this address itself. */
    void onSignalled(@Nullable UdpAddress address) {
        toldAddress = address;
        move = false;
    }

    void firstPacket(UdpAddress source) {
        firstPacket = true;
        firstPacketSource = source;
        waits = true;
    }

    void moved() {
        move = true;
        waits = true;
    }

    void rolloversResolved(int times) {
        rollovers += times;
        waits = true;
    }

    /** True when this is another address than the one refused before. */
    boolean refused(UdpAddress address) {
        if (Objects.equals(refusedAddress, address)) {
            return false;
        }
        refusedAddress = address;
        refusal = true;
        waits = true;
        return true;
    }

    void keyChanged(boolean ours) {
        ourKeyChanged |= ours;
        peerKeyChanged |= !ours;
        waits = true;
    }

    /** True when this is news. */
    boolean life(boolean ours, Life life) {
        if ((ours ? ourLife : peerLife) == life) {
            return false;
        }
        if (ours) {
            ourLife = life;
        } else {
            peerLife = life;
        }
        waits = true;
        return true;
    }

    /** Another key is in use. */
    void forgetLife(boolean ours) {
        if (ours) {
            ourLife = Life.AMPLE;
            toldOurLife = Life.AMPLE;
        } else {
            peerLife = Life.AMPLE;
            toldPeerLife = Life.AMPLE;
        }
    }

    /**
     * Tells what has happened since the last call; what is not taken is told again.
     *
     * @param destination where the peer's RTP is now
     */
    void drain(int stream, @Nullable UdpAddress destination, RelayEvents events) {
        UdpAddress source = firstPacketSource;
        if (firstPacket && source != null) {
            firstPacket = !events.firstPacket(stream, side, source);
        }
        if (move) {
            move = !tellMove(stream, destination, events);
        }
        if (rollovers > 0 && events.rolloverResolved(stream, side, rollovers)) {
            rollovers = 0;
        }
        UdpAddress unwanted = refusedAddress;
        if (refusal && unwanted != null) {
            refusal = !events.addressRefused(stream, side, unwanted);
        }
        if (ourKeyChanged) {
            ourKeyChanged = !events.keyChanged(stream, side, true);
        }
        if (peerKeyChanged) {
            peerKeyChanged = !events.keyChanged(stream, side, false);
        }
        if (ourLife != toldOurLife && events.keyLifetime(stream, side, true, ourLife == Life.ENDED)) {
            toldOurLife = ourLife;
        }
        if (peerLife != toldPeerLife && events.keyLifetime(stream, side, false, peerLife == Life.ENDED)) {
            toldPeerLife = peerLife;
        }
        waits = firstPacket || move || rollovers > 0 || refusal || ourKeyChanged || peerKeyChanged
                || ourLife != toldOurLife || peerLife != toldPeerLife;
    }

    private boolean tellMove(int stream, @Nullable UdpAddress learned, RelayEvents events) {
        UdpAddress previous = toldAddress;
        if (learned == null || Objects.equals(learned, previous)) {
            return true;
        }
        // Nothing was signalled: there is no previous address but the learned one.
        if (!events.addressLearned(stream, side, previous != null ? previous : learned, learned)) {
            return false;
        }
        toldAddress = learned;
        return true;
    }
}
