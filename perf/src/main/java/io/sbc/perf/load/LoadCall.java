package io.sbc.perf.load;

import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPorts;
import io.sbc.media.rtp.Octets;
import io.sbc.media.socket.Datagram;
import io.sbc.media.socket.MediaIo;
import io.sbc.media.socket.UdpAddress;
import io.sbc.media.socket.UdpChannel;
import io.sbc.media.srtp.SrtpSendContext;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.Random;

/** A phone and a PBX of one call: both send, both read what comes and do not look at it. One thread. */
final class LoadCall implements AutoCloseable {

    private static final InetAddress PEERS = InetAddress.ofLiteral("127.0.88.3");
    private static final int RTP_LENGTH = 172;
    private static final int RTP_VERSION = 0x8000_0000;

    private final UdpChannel phone;
    private final UdpChannel pbx;
    private final SrtpKey phoneKey;
    private final SrtpKey pbxKey;
    private final SrtpKey toPhoneKey;
    private final SrtpKey toPbxKey;
    private final SrtpSendContext phoneSends;
    private final SrtpSendContext pbxSends;
    private final UdpAddress phoneTarget;
    private final UdpAddress pbxTarget;
    private final Datagram datagram = new Datagram();
    private final int ssrc;
    private final boolean clear;
    private int sequenceNumber;
    private long received;

    LoadCall(int number, MediaIo io, StreamPorts ports, SrtpSuite setSuite, SrtpSuite icpSuite,
            boolean clear) throws IOException {
        this.clear = clear;
        Random random = new Random(number);
        phone = io.open(new InetSocketAddress(PEERS, 0));
        pbx = io.open(new InetSocketAddress(PEERS, 0));
        phoneKey = key(setSuite, random);
        toPhoneKey = key(setSuite, random);
        pbxKey = key(icpSuite, random);
        toPbxKey = key(icpSuite, random);
        phoneSends = new SrtpSendContext(phoneKey);
        pbxSends = new SrtpSendContext(pbxKey);
        phoneTarget = UdpAddress.of(ports.set());
        pbxTarget = UdpAddress.of(ports.icp());
        ssrc = number;
    }

    private static SrtpKey key(SrtpSuite suite, Random random) {
        byte[] octets = new byte[suite.masterKeyLength() + suite.masterSaltLength()];
        random.nextBytes(octets);
        return new SrtpKey(suite, octets);
    }

    EndpointPlan phonePlan() {
        return plan(phone, phoneKey, toPhoneKey);
    }

    EndpointPlan pbxPlan() {
        return plan(pbx, pbxKey, toPbxKey);
    }

    private EndpointPlan plan(UdpChannel channel, SrtpKey receive, SrtpKey send) {
        return new EndpointPlan(Optional.of(new InetSocketAddress(PEERS, channel.localPort())), Optional.empty(), false,
                clear ? Protection.clear() : Protection.srtp(receive),
                clear ? Protection.clear() : Protection.srtp(send), true, true);
    }

    /** Reads what came since the last time and sends one packet each way. */
    void exchange() {
        drain(phone);
        drain(pbx);
        sequenceNumber++;
        send(phone, phoneSends, phoneTarget);
        send(pbx, pbxSends, pbxTarget);
    }

    private void drain(UdpChannel channel) {
        while (channel.receive(datagram) >= 0) {
            received++;
        }
    }

    private void send(UdpChannel channel, SrtpSendContext context, UdpAddress target) {
        byte[] packet = datagram.octets();
        Octets.putInt(packet, 0, RTP_VERSION | (sequenceNumber & 0xffff));
        Octets.putInt(packet, 4, 160 * sequenceNumber);
        Octets.putInt(packet, 8, ssrc);
        datagram.length(clear ? RTP_LENGTH : context.protectRtp(packet, RTP_LENGTH));
        channel.send(datagram, target);
    }

    long received() {
        return received;
    }

    @Override
    public void close() {
        phone.close();
        pbx.close();
        datagram.close();
    }
}
