package io.sbc.kit.net;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * A UDP socket that asks the kernel (Linux) for the DSCP of each packet, by {@code IP_RECVTOS} or {@code IPV6_RECVTCLASS}, which
 * Java's sockets cannot. One thread.
 */
public final class MarkedSocket implements AutoCloseable {
    private static final int IP_RECVTOS = 13;
    private static final int IPV6_RECVTCLASS = 66;
    private static final int IPPROTO_IPV6 = 41;
    private static final int SOL_SOCKET = 1;
    private static final int SO_RCVTIMEO = 20;
    private static final int LIMIT_SECONDS = 20;
    private static final int ROOM = 2048;

    private final Arena arena = Arena.ofConfined();
    private final int descriptor;
    private final InetSocketAddress bound;

    /** Binds a free even port of an address. */
    public MarkedSocket(InetAddress address) throws IOException {
        boolean ipv4 = address instanceof Inet4Address;
        descriptor = (int) call("socket", JAVA_INT, ipv4 ? 2 : 10, 2, 0);
        MemorySegment on = arena.allocate(JAVA_INT);
        on.set(JAVA_INT, 0, 1);
        option(ipv4 ? 0 : IPPROTO_IPV6, ipv4 ? IP_RECVTOS : IPV6_RECVTCLASS, on);
        MemorySegment limit = arena.allocate(16, 8);
        limit.set(JAVA_LONG, 0, LIMIT_SECONDS);
        option(SOL_SOCKET, SO_RCVTIMEO, limit);
        int length = ipv4 ? 16 : 28;
        MemorySegment own = arena.allocate(28, 8);
        own.set(JAVA_BYTE, 0, (byte) (ipv4 ? 2 : 10));
        MemorySegment.copy(address.getAddress(), 0, own, JAVA_BYTE, ipv4 ? 4 : 8, ipv4 ? 4 : 16);
        require(call("bind", JAVA_INT, descriptor, own, length));
        MemorySegment size = arena.allocate(JAVA_INT);
        size.set(JAVA_INT, 0, length);
        require(call("getsockname", JAVA_INT, descriptor, own, size));
        bound = new InetSocketAddress(address, (own.get(JAVA_BYTE, 2) & 0xff) << 8 | (own.get(JAVA_BYTE, 3) & 0xff));
    }

    /** Where to send to. */
    public InetSocketAddress address() {
        return bound;
    }

    /** The DSCP of the next packet, 0 to 63. Waits 20 s at most. */
    public int nextDscp() throws IOException {
        try (Arena packet = Arena.ofConfined()) {
            MemorySegment vector = packet.allocate(16, 8);
            vector.set(ADDRESS, 0, packet.allocate(ROOM));
            vector.set(JAVA_LONG, 8, ROOM);
            MemorySegment control = packet.allocate(ROOM, 8);
            MemorySegment header = packet.allocate(56, 8);
            header.set(ADDRESS, 16, vector);
            header.set(JAVA_LONG, 24, 1);
            header.set(ADDRESS, 32, control);
            header.set(JAVA_LONG, 40, ROOM);
            if ((long) call("recvmsg", JAVA_LONG, descriptor, header, 0) < 0) {
                throw new IOException("nothing came in " + LIMIT_SECONDS + " s");
            }
            if (header.get(JAVA_LONG, 40) < 17) {
                throw new IOException("the kernel did not tell the mark");
            }
            // cmsghdr: length (8), level (4), type (4), then an octet (IP_TOS) or an int (IPV6_TCLASS).
            return (control.get(JAVA_BYTE, 16) & 0xff) >> 2;
        }
    }

    private void option(int level, int name, MemorySegment value) throws IOException {
        require(call("setsockopt", JAVA_INT, descriptor, level, name, value, (int) value.byteSize()));
    }

    private static void require(Object result) throws IOException {
        if ((int) result != 0) {
            throw new IOException("a system call failed");
        }
    }

    private static Object call(String name, MemoryLayout result, Object... arguments) throws IOException {
        MemoryLayout[] layouts = new MemoryLayout[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            layouts[i] = arguments[i] instanceof MemorySegment ? ADDRESS : JAVA_INT;
        }
        Linker linker = Linker.nativeLinker();
        MethodHandle handle = linker.downcallHandle(linker.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, layouts));
        try {
            return handle.invokeWithArguments(arguments);
        } catch (Throwable failure) {
            throw new IOException(name, failure);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            require(call("close", JAVA_INT, descriptor));
        } finally {
            arena.close();
        }
    }
}
