package io.sbc.media.socket;

import io.sbc.media.api.RelayRules;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A packet that a media loop works on: octets from 0 on, their number, and where they came from. Channels fill it and
 * send it; between that it is worked on as a plain array. The native memory beside it is what the operating system reads
 * and writes. One thread.
 */
public final class Datagram implements AutoCloseable {

    /** Octets of UDP payload taken at most: an Ethernet frame with room to spare. Longer ones count as malformed. */
    public static final int RECEIVE_MAX = RelayRules.PACKET_OCTETS_MAX;
    /** Octets that protection may add: tag, index, and a master key identifier of 128 octets. */
    public static final int HEADROOM = 192;

    /** The first octet of 127.0.0.0/8. */
    private static final int LOOPBACK = 127;
    private static final int CAPACITY = RECEIVE_MAX + HEADROOM;
    /** Octets before the payload in native memory: IP and UDP headers that {@link RawSender} makes, and a cache line's rest. */
    static final int HEADER_ROOM = 64;
    /** A {@code sockaddr_in6} has 28 octets. */
    private static final int SOCKADDR_ROOM = 32;

    private final byte[] octets = new byte[CAPACITY];
    private final Arena arena = Arena.ofShared();
    /** Before the payload there is room for headers. */
    final MemorySegment room = arena.allocate(HEADER_ROOM + CAPACITY, 64);
    final MemorySegment payload = room.asSlice(HEADER_ROOM);
    final MemorySegment sockaddr = arena.allocate(SOCKADDR_ROOM, 8);
    final MemorySegment sockaddrLength = arena.allocate(ValueLayout.JAVA_INT);
    final ByteBuffer payloadBuffer = payload.asByteBuffer();
    private int length;
    private long sourceHigh;
    private long sourceLow;
    private int sourcePort;
    private int sourceScope;
    private final boolean defers;
    private @Nullable NativeUdpChannel waitsFor;
    private @Nullable UdpAddress destination;

    /** A datagram that is sent at once. */
    public Datagram() {
        this(false);
    }

    private Datagram(boolean defers) {
        this.defers = defers;
    }

    /** One of a batch: channels that can leave it at {@link #sendDeferred} to send it together with the others. */
    public static Datagram ofBatch() {
        return new Datagram(true);
    }

    boolean defers() {
        return defers;
    }

    void defer(NativeUdpChannel channel, UdpAddress to) {
        waitsFor = channel;
        destination = to;
    }

    /** The channel that has put off sending it. */
    @Nullable
    NativeUdpChannel deferredBy() {
        return waitsFor;
    }

    /** Where it is to go, once a channel has put that off. */
    @Nullable
    UdpAddress destination() {
        return destination;
    }

    /** It was sent in another way. */
    void sent() {
        waitsFor = null;
    }

    /** Sends it if a channel has put that off. */
    public void sendDeferred() {
        NativeUdpChannel channel = waitsFor;
        UdpAddress to = destination;
        if (channel != null && to != null) {
            waitsFor = null;
            channel.sendNow(this, to);
        }
    }

    /** The octets; those from {@link #length()} on are leftovers. */
    public byte[] octets() {
        return octets;
    }

    /** Octets of the packet. */
    public int length() {
        return length;
    }

    /** Sets the packet's length after it was worked on. */
    public void length(int newLength) {
        length = newLength;
    }

    /** Says where the packet came from: an address that is not link-local. */
    public void source(long high, long low, int port) {
        source(high, low, port, 0);
    }

    /**
     * Says where the packet came from.
     *
     * @param scope the interface of a link-local address, else 0
     */
    public void source(long high, long low, int port, int scope) {
        sourceHigh = high;
        sourceLow = low;
        sourcePort = port;
        sourceScope = scope;
    }

    /** Whether the packet came from exactly this address. */
    public boolean isFrom(UdpAddress address) {
        return sourcePort == address.port() && isFromHost(address);
    }

    /** Whether the packet came from this IP address, whatever the port; SDP tells no interface, so one may be missing. */
    public boolean isFromHost(UdpAddress address) {
        return sourceHigh == address.high() && sourceLow == address.low()
                && (sourceScope == address.scope() || address.scope() == 0);
    }

    /**
     * Whether the packet came from the network of this IP address: its /64, or of IPv4 its /24, but 127.0.0.0/8 as a whole
     * (RFC 1122 §3.2.1.3).
     */
    public boolean isFromNetworkOf(UdpAddress address) {
        if (!UdpAddress.isMappedIpv4(sourceHigh, sourceLow)
                || !UdpAddress.isMappedIpv4(address.high(), address.low())) {
            return sourceHigh == address.high() && sourceHigh != 0 && (sourceScope == address.scope()
                    || address.scope() == 0);
        }
        int networkBits = (address.low() >>> 24 & 0xff) == LOOPBACK ? 8 : 24;
        return (sourceLow ^ address.low()) >>> (32 - networkBits) == 0;
    }

    /** The upper half of the source's IP address. */
    public long sourceHigh() {
        return sourceHigh;
    }

    /** The lower half of the source's IP address. */
    public long sourceLow() {
        return sourceLow;
    }

    /** The source's port. */
    public int sourcePort() {
        return sourcePort;
    }

    /** The source as an object; allocates. */
    public UdpAddress source() {
        return UdpAddress.of(sourceHigh, sourceLow, sourcePort, sourceScope);
    }

    void takeFromNative(int received) {
        MemorySegment.copy(payload, ValueLayout.JAVA_BYTE, 0, octets, 0, received);
        length = received;
    }

    void copyToNative() {
        MemorySegment.copy(octets, 0, payload, ValueLayout.JAVA_BYTE, 0, length);
    }

    /** Frees the native memory. */
    @Override
    public void close() {
        arena.close();
    }
}
