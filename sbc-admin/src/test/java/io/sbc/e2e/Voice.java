package io.sbc.e2e;

import io.sbc.kit.audio.AudioSource;
import io.sbc.kit.audio.G711;
import io.sbc.kit.audio.Melody;
import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;

/** Somebody who speaks on the PBX's side: an endpoint of plain RTP and its descriptions. */
final class Voice implements AutoCloseable {
    private final RtpEndpoint endpoint;
    private final AudioSource sound;
    private final int telephoneEvent;
    private G711 codec = G711.PCMU;
    private long version;

    private Voice(RtpEndpoint endpoint, AudioSource sound, int telephoneEvent) {
        this.endpoint = endpoint;
        this.sound = sound;
        this.telephoneEvent = telephoneEvent;
    }

    static Voice at(InetAddress address, String name) throws IOException {
        return at(address, name, 101);
    }

    /**
     * Binds.
     *
     * @param telephoneEvent the payload type of events in its descriptions
     */
    static Voice at(InetAddress address, String name, int telephoneEvent) throws IOException {
        RtpEndpoint.warmUp();
        return new Voice(new RtpEndpoint(address, new Random(), System::nanoTime), new Melody(name, name.hashCode()),
                telephoneEvent);
    }

    RtpEndpoint endpoint() {
        return endpoint;
    }

    /** From now on it describes and speaks this. */
    void codec(G711 other) {
        codec = other;
    }

    /** An offer or an answer, as it stands in this moment. */
    String describe(Direction direction) {
        return new Sdp(4_000, ++version, endpoint.local(), Sdp.AVP, List.of(codec.payloadType(), telephoneEvent), direction, List.of(), 0)
                .write();
    }

    /** Takes the other side's description, and speaks. */
    void speakTo(String theirs) {
        connect(theirs);
        endpoint.setSending(true);
    }

    private void connect(String theirs) {
        Sdp sdp = Sdp.parse(theirs);
        endpoint.connect(sdp.connection(), sdp.rtcp(), codec, sound, null, null);
    }

    /** Takes the other side's description, and is silent until {@link #resume}. */
    void listenTo(String theirs) {
        connect(theirs);
        endpoint.setSending(false);
    }

    void pause() {
        endpoint.setSending(false);
    }

    void resume() {
        endpoint.setSending(true);
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
