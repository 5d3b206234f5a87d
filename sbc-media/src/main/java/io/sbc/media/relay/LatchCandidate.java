package io.sbc.media.relay;

import io.sbc.media.socket.Datagram;

/** A foreign source and how many packets of one SSRC with consecutive numbers it has sent in a row. Media loop. */
final class LatchCandidate {

    private long high;
    private long low;
    private int port;
    private int ssrc;
    private int nextSequenceNumber;
    private int run;

    int countOf(Datagram datagram, int packetSsrc, int sequenceNumber) {
        boolean continues = run > 0 && datagram.sourcePort() == port && datagram.sourceHigh() == high
                && datagram.sourceLow() == low && packetSsrc == ssrc && sequenceNumber == nextSequenceNumber;
        run = continues ? run + 1 : 1;
        high = datagram.sourceHigh();
        low = datagram.sourceLow();
        port = datagram.sourcePort();
        ssrc = packetSsrc;
        nextSequenceNumber = (sequenceNumber + 1) & 0xffff;
        return run;
    }

    void clear() {
        run = 0;
    }
}
