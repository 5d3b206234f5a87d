package io.sbc.core.recorder;

import io.sbc.core.Side;
import io.sbc.core.recorder.RecordedEvent.Decision;
import io.sbc.core.recorder.RecordedEvent.Figures;
import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.core.recorder.RecordedEvent.Sample;
import io.sbc.core.sip.transport.TransportProtocol;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Events as octets: {@code length:4 type:1 micros:8} and what the type has. The heads are written by {@link ShardRecorder} into a buffer
 * of its own, the octets of messages go behind them straight from the message.
 *
 * <pre>
 *  MESSAGE   flags:1 (1 sent, 2 repeated, 4 ICP side) protocol:1 address address octets…     address = length:1 octets port:2
 *  DECISION  length:2 kind words…
 *  SAMPLE    figures figures                                                                 figures = packets:8 loss%:8 jitter:8 MOS:8 refused:8
 * </pre>
 */
final class EventCodec {

    static final byte MESSAGE = 1;
    static final byte DECISION = 2;
    static final byte SAMPLE = 3;

    /** The longest head: that of a decision with a long name of its kind. Messages between IPv6 addresses and samples fit as well. */
    static final int HEAD_MAX = 128;

    private static final int SENT = 1;
    private static final int REPEATED = 2;
    private static final int ICP = 4;
    private static final TransportProtocol[] PROTOCOLS = TransportProtocol.values();

    private EventCodec() {}

    private static void begin(ByteBuffer head, byte type, long micros) {
        head.clear();
        head.putInt(0).put(type).putLong(micros);
    }

    /** @param behind octets that will follow the head */
    private static void end(ByteBuffer head, int behind) {
        head.putInt(0, head.position() - Integer.BYTES + behind);
    }

    static void message(ByteBuffer head, long micros, boolean sent, boolean repeated, Side side,
            TransportProtocol protocol, InetSocketAddress local, InetSocketAddress remote, int octets) {
        begin(head, MESSAGE, micros);
        head.put((byte) ((sent ? SENT : 0) | (repeated ? REPEATED : 0) | (side == Side.ICP ? ICP : 0)));
        head.put((byte) protocol.ordinal());
        address(head, local);
        address(head, remote);
        end(head, octets);
    }

    private static void address(ByteBuffer head, InetSocketAddress address) {
        byte[] octets = address.getAddress().getAddress();
        head.put((byte) octets.length).put(octets).putShort((short) address.getPort());
    }

    static void decision(ByteBuffer head, long micros, byte[] kind, int words) {
        begin(head, DECISION, micros);
        head.putShort((short) kind.length).put(kind);
        end(head, words);
    }

    static void sample(ByteBuffer head, long micros, Figures set, Figures icp) {
        begin(head, SAMPLE, micros);
        figures(head, set);
        figures(head, icp);
        end(head, 0);
    }

    private static void figures(ByteBuffer head, Figures figures) {
        head.putLong(figures.packets()).putDouble(figures.lossPercent()).putLong(figures.jitterMicros())
                .putDouble(figures.mos()).putLong(figures.refused());
    }

    /** What was written. A part at the end that is cut off, as a full disk leaves it, is left out. */
    static List<RecordedEvent> read(byte[] events) {
        List<RecordedEvent> read = new ArrayList<>();
        ByteBuffer all = ByteBuffer.wrap(events);
        while (all.remaining() > Integer.BYTES) {
            int length = all.getInt();
            if (length <= 0 || length > all.remaining()) {
                break;
            }
            ByteBuffer one = all.slice(all.position(), length);
            all.position(all.position() + length);
            try {
                read.add(event(one));
            } catch (BufferUnderflowException | UnknownHostException | IndexOutOfBoundsException damaged) {
                break;
            }
        }
        return read;
    }

    /** The peers' addresses, each once, without reading more than heads; no more than these. Of what is damaged nothing is told. */
    static List<String> peers(byte[] events, int max) {
        List<String> found = new ArrayList<>(2);
        List<byte[]> seen = new ArrayList<>(2);
        ByteBuffer all = ByteBuffer.wrap(events);
        try {
            while (seen.size() < max && all.remaining() > Integer.BYTES) {
                int next = all.getInt() + all.position();
                if (all.get() == MESSAGE) {
                    all.position(all.position() + Long.BYTES + 2); // when, flags, protocol
                    all.position(all.get() + Short.BYTES + all.position()); // our end
                    byte[] peer = new byte[all.get()];
                    all.get(peer);
                    if (seen.stream().noneMatch(other -> Arrays.equals(other, peer))) {
                        seen.add(peer);
                        found.add(InetAddress.getByAddress(peer).getHostAddress());
                    }
                }
                all.position(next);
            }
        } catch (BufferUnderflowException | IllegalArgumentException | UnknownHostException damaged) {
            return found;
        }
        return found;
    }

    private static RecordedEvent event(ByteBuffer from) throws UnknownHostException {
        byte type = from.get();
        long micros = from.getLong();
        return switch (type) {
            case MESSAGE -> {
                int flags = from.get();
                TransportProtocol protocol = PROTOCOLS[from.get()];
                InetSocketAddress local = address(from);
                InetSocketAddress remote = address(from);
                yield new Message(micros, (flags & SENT) != 0, (flags & REPEATED) != 0,
                        (flags & ICP) != 0 ? Side.ICP : Side.SET, protocol, local, remote, rest(from));
            }
            case DECISION -> {
                byte[] kind = new byte[from.getShort()];
                from.get(kind);
                yield new Decision(micros, new String(kind, StandardCharsets.UTF_8),
                        new String(rest(from), StandardCharsets.UTF_8));
            }
            case SAMPLE -> new Sample(micros, figures(from), figures(from));
            default -> throw new IndexOutOfBoundsException("type " + type);
        };
    }

    private static InetSocketAddress address(ByteBuffer from) throws UnknownHostException {
        byte[] octets = new byte[from.get()];
        from.get(octets);
        return new InetSocketAddress(InetAddress.getByAddress(octets), Short.toUnsignedInt(from.getShort()));
    }

    private static Figures figures(ByteBuffer from) {
        return new Figures(from.getLong(), from.getDouble(), from.getLong(), from.getDouble(), from.getLong());
    }

    private static byte[] rest(ByteBuffer from) {
        byte[] rest = new byte[from.remaining()];
        from.get(rest);
        return rest;
    }
}
