package io.sbc.core.capture;

import io.sbc.core.Side;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.TappedPacket;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The file of one capture: four interfaces, SIP and media of each side. What one turn brings is put in order of time before it is written.
 * One thread.
 */
final class CaptureFile implements AutoCloseable {

    /** SIP of the set side, of the ICP side, media of the set side, of the ICP side. */
    static final int INTERFACES = 4;

    private static final int BUFFER = 1 << 18;

    /** One packet that waits for its place in the order of time. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Frame(long nanos, int interfaceId, byte[] octets, int offset, int length, int originalLength,
            boolean sent) {}

    private final PcapngWriter writer;
    private final long epochNanosAtZero;
    private final Map<Side, InetAddress> advertised;
    private final boolean secrets;
    private final boolean decrypted;
    private final List<Frame> frames = new ArrayList<>();
    private final long[] written = new long[INTERFACES];
    private byte[] cut = new byte[0];

    /**
     * Begins the file.
     *
     * @param epochNanosAtZero wall clock when the monotonic one shows 0
     * @param advertised our media addresses as SDP tells them, so that a reader finds the streams
     * @param request says what stays in the messages, and how descriptions have to read
     */
    CaptureFile(OutputStream out, String comment, long epochNanosAtZero, Map<Side, InetAddress> advertised,
            CaptureRequest request) throws IOException {
        this.writer = new PcapngWriter(new BufferedOutputStream(out, BUFFER));
        this.epochNanosAtZero = epochNanosAtZero;
        this.advertised = new EnumMap<>(advertised);
        this.secrets = request.secrets();
        this.decrypted = request.media() == CaptureRequest.Media.DECRYPTED;
        writer.section("SBC", comment);
        writer.describe(Frames.EXPORTED_PDU, "set sip");
        writer.describe(Frames.EXPORTED_PDU, "icp sip");
        writer.describe(Frames.RAW_IP, "set media");
        writer.describe(Frames.RAW_IP, "icp media");
    }

    void add(SipCopy copy) {
        byte[] shown = secrets ? copy.octets() : SecretMask.masked(copy.octets());
        byte[] frame = Frames.sip(copy.with(decrypted ? PlainDescriptions.of(shown) : shown));
        frames.add(new Frame(copy.nanos(), copy.side().ordinal(), frame, 0, frame.length, frame.length, copy.sent()));
    }

    void add(TappedPacket packet) {
        MediaSide side = packet.side();
        InetAddress own = advertised.getOrDefault(Side.of(side), packet.remote());
        InetSocketAddress local = new InetSocketAddress(own, packet.localPort());
        InetSocketAddress remote = new InetSocketAddress(packet.remote(), packet.remotePort());
        byte[] room = new byte[Frames.HEADERS_MAX + packet.length()];
        System.arraycopy(packet.octets(), 0, room, Frames.HEADERS_MAX, packet.length());
        int start = Frames.udp(room, packet.length(), packet.originalLength(), packet.sent() ? local : remote,
                packet.sent() ? remote : local);
        int headers = Frames.HEADERS_MAX - start;
        frames.add(new Frame(packet.nanos(), 2 + side.ordinal(), room, start, headers + packet.length(),
                headers + packet.originalLength(), packet.sent()));
    }

    /** Writes what was added, in order, as long as the file is shorter than {@code sizeMax}; false when it no longer is. */
    boolean write(long sizeMax) throws IOException {
        frames.sort(Comparator.comparingLong(Frame::nanos));
        boolean room = true;
        for (Frame frame : frames) {
            room = writer.written() + frame.length + 256 <= sizeMax;
            if (!room) {
                break;
            }
            writer.packet(frame.interfaceId, frame.nanos + epochNanosAtZero, packetOf(frame), frame.length,
                    frame.originalLength, frame.sent);
            written[frame.interfaceId]++;
        }
        if (!frames.isEmpty()) {
            frames.clear();
            writer.flush();
        }
        return room;
    }

    private byte[] packetOf(Frame frame) {
        if (frame.offset == 0) {
            return frame.octets;
        }
        if (cut.length < frame.length) {
            cut = new byte[frame.length];
        }
        System.arraycopy(frame.octets, frame.offset, cut, 0, frame.length);
        return cut;
    }

    long written() {
        return writer.written();
    }

    /**
     * The end: what is missing of signalling and of media, which are not told apart by side.
     *
     * @param why it ends, in a few words
     */
    void end(long nanos, long lostMessages, long lostPackets, String why) throws IOException {
        for (int i = 0; i < INTERFACES; i++) {
            writer.statistics(i, nanos + epochNanosAtZero, written[i], i < 2 ? lostMessages : lostPackets, why);
        }
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }
}
