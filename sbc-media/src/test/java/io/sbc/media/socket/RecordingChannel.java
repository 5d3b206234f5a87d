package io.sbc.media.socket;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A channel that remembers what was sent through it. */
public final class RecordingChannel implements UdpChannel {

    private final int localPort;
    private final List<Sent> sent = new ArrayList<>();
    private boolean refusing;

    /** A channel that says it is bound to this port. */
    public RecordingChannel(int localPort) {
        this.localPort = localPort;
    }

    /** A datagram and where it went. */
    public record Sent(byte[] octets, UdpAddress destination) {}

    /** What was sent so far. */
    public List<Sent> sent() {
        return sent;
    }

    /** From now on nothing is taken. */
    public void refuse() {
        refusing = true;
    }

    @Override
    public int localPort() {
        return localPort;
    }

    @Override
    public int receive(Datagram datagram) {
        return NOTHING;
    }

    @Override
    public boolean send(Datagram datagram, UdpAddress destination) {
        if (refusing) {
            return false;
        }
        sent.add(new Sent(Arrays.copyOf(datagram.octets(), datagram.length()), destination));
        return true;
    }

    @Override
    public void close() {}
}
