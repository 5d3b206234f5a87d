package io.sbc.core.guard;

import java.util.HashSet;
import java.util.Set;

/** What a flow earned by the registrations over it: the limits of so many devices. Any thread. */
final class RegisteredFlow {

    /** The token buckets of such a flow. */
    static final int REQUESTS = 0;
    static final int EXCESS = 1;
    private static final int METERS = 2;

    private final Source source;
    private final Meters meters;
    private final Set<String> users = new HashSet<>(2);
    private volatile int devices;
    private boolean ended;

    RegisteredFlow(Source source, long nowNanos) {
        this.source = source;
        this.meters = new Meters(METERS, nowNanos);
    }

    Source source() {
        return source;
    }

    Meters meters() {
        return meters;
    }

    /** Devices registered over it; at least 1. */
    int devices() {
        return Math.max(1, devices);
    }

    synchronized void add(String user) {
        users.add(user);
        devices = users.size();
    }

    /** True when none is left. */
    synchronized boolean remove(String user) {
        users.remove(user);
        devices = users.size();
        return users.isEmpty();
    }

    /** True for the first caller. */
    synchronized boolean end() {
        boolean first = !ended;
        ended = true;
        return first;
    }
}
