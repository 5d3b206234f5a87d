package io.sbc.media.socket;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A UDP socket that asks the kernel with which TOS octet or traffic class a packet came: Linux, for tests. */
public final class MarkReader implements AutoCloseable {

    private static final int IP_RECVTOS = 13;
    private static final int IPV6_RECVTCLASS = 66;
    private static final int SO_RCVTIMEO = 20;
    private static final int SOL_SOCKET = 1;
    private static final int ROOM = 512;

    private final Arena arena = Arena.ofConfined();
    private final int descriptor;
    private final InetSocketAddress bound;
    private final boolean ipv4;

    /** Bound to a free port of {@code address}. */
    public MarkReader(InetAddress address) throws Throwable {
        ipv4 = address instanceof Inet4Address;
        descriptor = (int) call("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT).invokeExact(ipv4 ? 2 : 10, 2, 0);
        MemorySegment on = arena.allocate(JAVA_INT);
        on.set(JAVA_INT, 0, 1);
        setOption(ipv4 ? 0 : 41, ipv4 ? IP_RECVTOS : IPV6_RECVTCLASS, on);
        MemorySegment tenSeconds = arena.allocate(16, 8);
        tenSeconds.set(JAVA_LONG, 0, 10);
        setOption(SOL_SOCKET, SO_RCVTIMEO, tenSeconds);
        MemorySegment sockaddr = arena.allocate(28, 8);
        sockaddr.set(JAVA_BYTE, 0, (byte) (ipv4 ? 2 : 10));
        MemorySegment.copy(address.getAddress(), 0, sockaddr, JAVA_BYTE, ipv4 ? 4 : 8, ipv4 ? 4 : 16);
        MemorySegment length = arena.allocate(JAVA_INT);
        length.set(JAVA_INT, 0, ipv4 ? 16 : 28);
        check((int) call("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT).invokeExact(descriptor, sockaddr,
                ipv4 ? 16 : 28));
        check((int) call("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS).invokeExact(descriptor, sockaddr,
                length));
        int port = (sockaddr.get(JAVA_BYTE, 2) & 0xff) << 8 | (sockaddr.get(JAVA_BYTE, 3) & 0xff);
        bound = new InetSocketAddress(address, port);
    }

    /** Where to send to. */
    public InetSocketAddress address() {
        return bound;
    }

    /** The TOS octet or traffic class of the next packet. Waits 10 s at most. */
    public int nextMark() throws Throwable {
        MemorySegment payload = arena.allocate(ROOM);
        MemorySegment vector = arena.allocate(16, 8);
        vector.set(ADDRESS, 0, payload);
        vector.set(JAVA_LONG, 8, ROOM);
        MemorySegment control = arena.allocate(ROOM, 8);
        MemorySegment header = arena.allocate(56, 8);
        header.set(ADDRESS, 16, vector);
        header.set(JAVA_LONG, 24, 1);
        header.set(ADDRESS, 32, control);
        header.set(JAVA_LONG, 40, ROOM);
        long received = (long) call("recvmsg", JAVA_LONG, JAVA_INT, ADDRESS, JAVA_INT).invokeExact(descriptor, header,
                0);
        if (received < 0) {
            throw new AssertionError("nothing came in 10 s");
        }
        if (header.get(JAVA_LONG, 40) < 17) {
            throw new AssertionError("the kernel did not tell the mark");
        }
        // cmsghdr: length (8), level (4), type (4), then an octet (IP_TOS) or an int (IPV6_TCLASS).
        return control.get(JAVA_BYTE, 16) & 0xff;
    }

    private void setOption(int level, int option, MemorySegment value) throws Throwable {
        check((int) call("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT)
                .invokeExact(descriptor, level, option, value, (int) value.byteSize()));
    }

    private static void check(int result) {
        if (result != 0) {
            throw new AssertionError("a system call failed");
        }
    }

    private static MethodHandle call(String name, MemoryLayout result, MemoryLayout... arguments) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments));
    }

    @Override
    public void close() {
        try {
            check((int) call("close", JAVA_INT, JAVA_INT).invokeExact(descriptor));
        } catch (Throwable t) {
            throw new AssertionError(t);
        } finally {
            arena.close();
        }
    }
}
