package io.sbc.core.sip.transport;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts accepted connections, all together and by source; of IPv6 a /64 network is one source, since one host has as
 * many addresses there as it likes. Any thread.
 */
final class ConnectionLimits {

    private static final int IPV6_PREFIX_OCTETS = 8;

    private final int limit;
    private final int limitPerSource;
    private final AtomicInteger total = new AtomicInteger();
    private final ConcurrentMap<InetAddress, Integer> bySource = new ConcurrentHashMap<>();

    /** What became of an attempt. */
    enum Admission {
        ADMITTED,
        TOO_MANY,
        TOO_MANY_FROM_SOURCE
    }

    ConnectionLimits(int limit, int limitPerSource) {
        this.limit = limit;
        this.limitPerSource = limitPerSource;
    }

    /** Takes one in; {@link #release} follows when it was admitted. */
    Admission admit(InetAddress address) {
        if (total.incrementAndGet() > limit) {
            total.decrementAndGet();
            return Admission.TOO_MANY;
        }
        InetAddress source = sourceOf(address);
        if (bySource.merge(source, 1, Integer::sum) > limitPerSource) {
            release(address);
            return Admission.TOO_MANY_FROM_SOURCE;
        }
        return Admission.ADMITTED;
    }

    void release(InetAddress address) {
        total.decrementAndGet();
        bySource.computeIfPresent(sourceOf(address), (source, count) -> count == 1 ? null : count - 1);
    }

    int total() {
        return total.get();
    }

    private static InetAddress sourceOf(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return address;
        }
        byte[] network = address.getAddress();
        Arrays.fill(network, IPV6_PREFIX_OCTETS, network.length, (byte) 0);
        try {
            return InetAddress.getByAddress(network);
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
