package io.sbc.perf.media;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.ByteOrder;

/**
 * The system calls of the load generator, which wants what {@code java.nio} does not have: the kernel's own time stamps of
 * received packets, and sleeps that end in time. The product's sockets are not used, so that none of their faults hides here.
 */
final class Libc {

    private static final int AF_INET = 2;
    private static final int SOCK_DGRAM_NONBLOCK = 2 | 0x800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_TIMESTAMPNS = 35;
    private static final int PR_SET_TIMERSLACK = 29;
    private static final int CLOCK_REALTIME = 0;
    private static final int CLOCK_MONOTONIC = 1;
    private static final int LOOPBACK = 0x7f00_0001;
    private static final int SOCKADDR_LENGTH = 16;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle CONNECT = find("connect", JAVA_INT, JAVA_INT, ADDRESS, JAVA_INT);
    private static final MethodHandle NAME = find("getsockname", JAVA_INT, JAVA_INT, ADDRESS, ADDRESS);
    private static final MethodHandle OPTION = find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS,
            JAVA_INT);
    private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle SEND = find("send", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT);
    private static final MethodHandle RECEIVE = find("recvmsg", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE = find("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_ADD = find("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS);
    private static final MethodHandle EPOLL_WAIT = find("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT,
            JAVA_INT);
    private static final MethodHandle CLOCK = find("clock_gettime", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle SLEEP = find("clock_nanosleep", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG,
            JAVA_LONG);
    private static final MethodHandle CONTROL = find("prctl", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_LONG,
            JAVA_LONG);

    private final MemorySegment time = Arena.global().allocate(16, 8);

    private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments));
    }

    /** A socket on 127.0.0.1, on any port, that has each packet stamped on arrival. */
    int openSocket() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int socket = (int) SOCKET.invokeExact(AF_INET, SOCK_DGRAM_NONBLOCK, 0);
            MemorySegment on = arena.allocateFrom(JAVA_INT, 1);
            int bound = (int) BIND.invokeExact(socket, loopback(arena, 0), SOCKADDR_LENGTH);
            int stamped = (int) OPTION.invokeExact(socket, SOL_SOCKET, SO_TIMESTAMPNS, on, 4);
            if (socket < 0 || bound != 0 || stamped != 0) {
                throw new IOException("no socket to be had: the limit of open files may be reached");
            }
            return socket;
        } catch (IOException e) {
            throw e;
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    private static MemorySegment loopback(Arena arena, int port) {
        MemorySegment address = arena.allocate(SOCKADDR_LENGTH, 8);
        address.set(JAVA_SHORT, 0, (short) AF_INET);
        address.set(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2, (short) port);
        address.set(JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN), 4, LOOPBACK);
        return address;
    }

    int localPort(int socket) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment address = loopback(arena, 0);
            int named = (int) NAME.invokeExact(socket, address, arena.allocateFrom(JAVA_INT, SOCKADDR_LENGTH));
            if (named != 0) {
                throw new IllegalStateException("a socket without a name");
            }
            return address.get(JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN), 2) & 0xffff;
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** From now on the socket sends to, and hears, this port of 127.0.0.1 alone. */
    void connect(int socket, int port) {
        try (Arena arena = Arena.ofConfined()) {
            int connected = (int) CONNECT.invokeExact(socket, loopback(arena, port), SOCKADDR_LENGTH);
            if (connected != 0) {
                throw new IllegalStateException("cannot connect to port " + port);
            }
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    void close(int descriptor) {
        try {
            int ignored = (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    long send(int socket, long buffer, int length) {
        try {
            return (long) SEND.invokeExact(socket, buffer, (long) length, 0);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** The length of a packet, or below 0 when none waits. */
    long receive(int socket, long message) {
        try {
            return (long) RECEIVE.invokeExact(socket, message, 0);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int epoll() {
        try {
            return (int) EPOLL_CREATE.invokeExact(0);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Watches a socket; {@code data} comes back when it has something. */
    void watch(int epoll, int socket, int data) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment event = arena.allocate(16, 8);
            event.set(JAVA_INT, 0, 1);
            event.set(JAVA_INT, Peers.EVENT_DATA, data);
            int added = (int) EPOLL_ADD.invokeExact(epoll, 1, socket, event);
            if (added != 0) {
                throw new IllegalStateException("a socket that cannot be watched");
            }
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** How many sockets have something; does not wait. */
    int ready(int epoll, long events, int eventsMax) {
        try {
            return (int) EPOLL_WAIT.invokeExact(epoll, events, eventsMax, 0);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** The clock that packets are stamped with, nanoseconds. */
    long wallNanos() {
        return clock(CLOCK_REALTIME);
    }

    long monotonicNanos() {
        return clock(CLOCK_MONOTONIC);
    }

    private long clock(int kind) {
        try {
            int ignored = (int) CLOCK.invokeExact(kind, time.address());
            return time.get(JAVA_LONG, 0) * 1_000_000_000L + time.get(JAVA_LONG, 8);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Sleeps until this time of {@link #monotonicNanos}. */
    void sleepUntil(long nanos) {
        time.set(JAVA_LONG, 0, nanos / 1_000_000_000L);
        time.set(JAVA_LONG, 8, nanos % 1_000_000_000L);
        try {
            int ignored = (int) SLEEP.invokeExact(CLOCK_MONOTONIC, 1, time.address(), 0L);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Lets this thread's sleeps end when they should, not up to 50 µs later. */
    void sleepExactly() {
        try {
            int ignored = (int) CONTROL.invokeExact(PR_SET_TIMERSLACK, 1L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    private static IllegalStateException impossible(Throwable t) {
        return t instanceof IllegalStateException known ? known : new IllegalStateException("a system call threw", t);
    }
}
