package io.sbc.media.socket;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The system calls of Linux that the media plane needs, as methods. Pointers travel as {@code long}: on x86_64 and
 * aarch64 both are passed alike, and nothing has to be wrapped for a call. Stateless; any thread. Touch this class only
 * through {@link NativePlatform}: on another system it cannot be initialised.
 */
final class NativeSockets {

    static final int AF_INET = 2;
    static final int AF_INET6 = 10;
    static final int SOCK_DGRAM = 2;
    static final int SOCK_RAW = 3;
    /** Nothing but sending, with IP headers of our own (raw(7)). */
    static final int IPPROTO_RAW = 255;
    static final int SOCK_NONBLOCK = 0x800;
    static final int SOCK_CLOEXEC = 0x80000;
    static final int MSG_TRUNC = 0x20;
    static final int MSG_DONTWAIT = 0x40;
    static final int EPOLL_CLOEXEC = 0x80000;
    static final int EPOLL_CTL_ADD = 1;
    static final int EPOLLIN = 1;
    static final int IPPROTO_IP = 0;
    static final int IP_TOS = 1;
    static final int IPPROTO_IPV6 = 41;
    static final int IPV6_TCLASS = 67;
    static final int EFD_NONBLOCK = 0x800;
    static final int EFD_CLOEXEC = 0x80000;

    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle SOCKET = find("socket", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle BIND = find("bind", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT);
    private static final MethodHandle SETSOCKOPT = find("setsockopt", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG,
            JAVA_INT);
    private static final MethodHandle CLOSE = find("close", JAVA_INT, JAVA_INT);
    private static final MethodHandle GETSOCKNAME = find("getsockname", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_LONG);
    private static final MethodHandle RECVFROM = find("recvfrom", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT,
            JAVA_LONG, JAVA_LONG);
    private static final MethodHandle SENDTO = find("sendto", JAVA_LONG, JAVA_INT, JAVA_LONG, JAVA_LONG, JAVA_INT,
            JAVA_LONG, JAVA_INT);
    private static final MethodHandle EPOLL_CREATE1 = find("epoll_create1", JAVA_INT, JAVA_INT);
    private static final MethodHandle EPOLL_CTL = find("epoll_ctl", JAVA_INT, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EPOLL_WAIT = find("epoll_wait", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT,
            JAVA_INT);
    private static final MethodHandle EVENTFD = find("eventfd", JAVA_INT, JAVA_INT, JAVA_INT);
    private static final MethodHandle EVENTFD_READ = find("eventfd_read", JAVA_INT, JAVA_INT, JAVA_LONG);
    private static final MethodHandle EVENTFD_WRITE = find("eventfd_write", JAVA_INT, JAVA_INT, JAVA_LONG);

    private static final MethodHandle SENDMMSG = find("sendmmsg", JAVA_INT, JAVA_INT, JAVA_LONG, JAVA_INT, JAVA_INT);
    /** {@code syscall(2)}, for what the C library has no function for, of a number and four arguments. */
    private static final MethodHandle SYSCALL = LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("syscall"),
            FunctionDescriptor.of(JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG),
            Linker.Option.firstVariadicArg(1));
    private static final MethodHandle NANOSLEEP = find("nanosleep", JAVA_INT, JAVA_LONG, JAVA_LONG);

    NativeSockets() {}

    private static MethodHandle find(String name, MemoryLayout result, MemoryLayout... arguments) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name),
                FunctionDescriptor.of(result, arguments));
    }

    int socket(int family, int type) {
        return socket(family, type, 0);
    }

    int socket(int family, int type, int protocol) {
        try {
            return (int) SOCKET.invokeExact(family, type, protocol);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int bind(int socket, long sockaddr, int length) {
        try {
            return (int) BIND.invokeExact(socket, sockaddr, length);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int setsockopt(int socket, int level, int option, long value, int length) {
        try {
            return (int) SETSOCKOPT.invokeExact(socket, level, option, value, length);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int getsockname(int socket, long sockaddr, long length) {
        try {
            return (int) GETSOCKNAME.invokeExact(socket, sockaddr, length);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int close(int descriptor) {
        try {
            return (int) CLOSE.invokeExact(descriptor);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    long recvfrom(int socket, long buffer, long capacity, int flags, long sockaddr, long sockaddrLength) {
        try {
            return (long) RECVFROM.invokeExact(socket, buffer, capacity, flags, sockaddr, sockaddrLength);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    long sendto(int socket, long buffer, long length, int flags, long sockaddr, int sockaddrLength) {
        try {
            return (long) SENDTO.invokeExact(socket, buffer, length, flags, sockaddr, sockaddrLength);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int sendmmsg(int socket, long headers, int count, int flags) {
        try {
            return (int) SENDMMSG.invokeExact(socket, headers, count, flags);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int epollCreate() {
        try {
            return (int) EPOLL_CREATE1.invokeExact(EPOLL_CLOEXEC);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int epollControl(int epoll, int operation, int descriptor, long event) {
        try {
            return (int) EPOLL_CTL.invokeExact(epoll, operation, descriptor, event);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int epollWait(int epoll, long events, int eventsMax, int timeoutMillis) {
        try {
            return (int) EPOLL_WAIT.invokeExact(epoll, events, eventsMax, timeoutMillis);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int eventDescriptor() {
        try {
            return (int) EVENTFD.invokeExact(0, EFD_NONBLOCK | EFD_CLOEXEC);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int eventRead(int descriptor, long value) {
        try {
            return (int) EVENTFD_READ.invokeExact(descriptor, value);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    int eventWrite(int descriptor, long increment) {
        try {
            return (int) EVENTFD_WRITE.invokeExact(descriptor, increment);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    long syscall(long number, long first, long second, long third, long fourth) {
        try {
            return (long) SYSCALL.invokeExact(number, first, second, third, fourth);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    /** Sleeps for less than a second; {@code timespec} is room for 16 octets. */
    int sleep(long nanos, MemorySegment timespec) {
        timespec.set(JAVA_LONG, 0, 0L);
        timespec.set(JAVA_LONG, 8, nanos);
        try {
            return (int) NANOSLEEP.invokeExact(timespec.address(), 0L);
        } catch (Throwable t) {
            throw impossible(t);
        }
    }

    private static IllegalStateException impossible(Throwable t) {
        return new IllegalStateException("a system call threw", t);
    }
}
