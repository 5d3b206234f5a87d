package io.sbc.core.capture;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.transport.Flow;
import io.sbc.media.api.MediaPlane;
import io.sbc.media.api.MediaTap;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One capture. Messages come on event loops and shards and wait in a bounded queue; {@link #turn}, on the capture's own thread, fetches them
 * and the packets of the media plane and writes them. A call that is meant is followed by the Call-IDs of its legs, its media by the ports
 * in the descriptions that we send.
 */
final class Capture implements SipSink {

    /** 16 MiB of usual messages. */
    private static final int WAITING_MAX = 8_192;
    private static final Pattern MEDIA = Pattern.compile("(?m)^m=\\S+ ([1-9][0-9]{0,4})[ /]");

    private final String id;
    private final CaptureRequest request;
    private final MediaPlane plane;
    private final Clock clock;
    private final Counters<CaptureCounter> counters;
    private final Map<Side, InetAddress> advertised;
    private final CaptureFile file;
    private final long startedMillis;
    private final long startedNanos;
    private final BoundedCopies waiting = new BoundedCopies(WAITING_MAX);
    private final FollowedCalls calls = new FollowedCalls();
    private final List<SipCopy> taken = new ArrayList<>();
    private volatile String stopped = "";
    private final AtomicLong messages = new AtomicLong();
    private final AtomicLong packets = new AtomicLong();
    private volatile long lostPackets;
    private volatile long octets;
    private volatile long endedMillis = -1;
    private long lostCounted;

    Capture(String id, CaptureRequest request, CaptureFile file, MediaPlane plane, Map<Side, InetAddress> advertised,
            Clock clock, Counters<CaptureCounter> counters) {
        this.id = id;
        this.request = request;
        this.file = file;
        this.plane = plane;
        this.advertised = advertised;
        this.clock = clock;
        this.counters = counters;
        this.startedMillis = clock.epochMillis();
        this.startedNanos = clock.nanoTime();
    }

    String id() {
        return id;
    }

    boolean hasMedia() {
        return request.media() != CaptureRequest.Media.NONE;
    }

    /** Before the first message. */
    void begin() {
        if (hasMedia()) {
            plane.tap(new MediaTap.Begin(request.target() instanceof CaptureTarget.All,
                    request.media() == CaptureRequest.Media.DECRYPTED));
        }
    }

    @Override
    public void onMessage(Flow flow, SipMessage message, boolean sent) {
        if (!stopped.isEmpty()) {
            return;
        }
        SipCopy copy = SipCopy.of(clock.nanoTime(), flow, sent, message.toBytes(), advertisedBy(flow));
        if (request.target() instanceof CaptureTarget.All) {
            waiting.add(copy);
            return;
        }
        String callId = callIdOf(message);
        if (callId != null && calls.isFollowed(callId)) {
            take(copy);
        } else if (request.target().means(flow, message)) {
            if (callId != null) {
                calls.follow(callId).forEach(this::take);
            }
            take(copy);
        } else if (callId != null) {
            calls.hold(callId, copy);
        }
    }

    private void take(SipCopy copy) {
        waiting.add(copy);
        if (copy.sent() && hasMedia()) {
            followMedia(copy);
        }
    }

    private static @Nullable String callIdOf(SipMessage message) {
        try {
            return message.callId();
        } catch (MalformedHeaderException unreadable) {
            return null;
        }
    }

    /** Whatever port a description of ours names, the session behind it is meant. */
    private void followMedia(SipCopy copy) {
        Matcher media = MEDIA.matcher(new String(copy.octets(), StandardCharsets.ISO_8859_1));
        while (media.find()) {
            plane.tap(new MediaTap.Add(copy.side().media(), Integer.parseInt(media.group(1))));
        }
    }

    @Override
    public void onMalformed(Flow flow, byte[] malformed) {
        boolean meant = switch (request.target()) {
            case CaptureTarget.All _ -> true;
            case CaptureTarget.Address address -> address.network().contains(flow.remote().getAddress());
            case CaptureTarget.User _,CaptureTarget.PhoneNumber _ -> false;
        };
        if (meant && stopped.isEmpty()) {
            waiting.add(SipCopy.of(clock.nanoTime(), flow, false, malformed, advertisedBy(flow)));
        }
    }

    @Override
    public void onLegs(String callId, String otherCallId) {
        if (stopped.isEmpty() && !(request.target() instanceof CaptureTarget.All)) {
            calls.link(callId, otherCallId).forEach(this::take);
        }
    }

    private InetAddress advertisedBy(Flow flow) {
        return advertised.getOrDefault(flow.side(), flow.remote().getAddress());
    }

    /** Ends at the next turn. Any thread; the first reason counts. */
    void stop(String why) {
        if (stopped.isEmpty()) {
            stopped = why;
        }
    }

    /** Writes what has come; false when that was the last time. The capture's thread. */
    boolean turn() throws IOException {
        boolean last = !stopped.isEmpty();
        waiting.drainTo(taken);
        taken.forEach(file::add);
        int fetched = taken.size();
        taken.clear();
        long before = packets.get();
        if (hasMedia()) {
            lostPackets = plane.readTapped(packet -> {
                file.add(packet);
                packets.incrementAndGet();
            });
        }
        boolean room = file.write(request.size());
        messages.addAndGet(fetched);
        octets = file.written();
        counters.add(CaptureCounter.MESSAGES, fetched);
        counters.add(CaptureCounter.PACKETS, packets.get() - before);
        countLost();
        if (!room) {
            stop("its file is as large as it may be");
            return false;
        }
        if (clock.nanoTime() - startedNanos >= request.time().toNanos()) {
            stop("its time is over");
        }
        return !last;
    }

    private void countLost() {
        long lost = lost();
        counters.add(CaptureCounter.LOST, lost - lostCounted);
        lostCounted = lost;
    }

    private long lost() {
        return waiting.lost() + lostPackets;
    }

    /** After the last turn. */
    void end() throws IOException {
        try {
            file.end(clock.nanoTime(), waiting.lost(), lostPackets, stopped);
        } finally {
            file.close();
            octets = file.written();
        }
    }

    /** Nothing of it goes on. */
    void ended() {
        if (hasMedia()) {
            plane.tap(new MediaTap.End());
        }
        endedMillis = clock.epochMillis();
    }

    CaptureInfo info() {
        long until = endedMillis;
        return new CaptureInfo(id, request.target().words(), request.media().name().toLowerCase(Locale.ROOT),
                request.secrets(), request.by(), startedMillis,
                until < 0 ? OptionalLong.empty() : OptionalLong.of(until), until < 0 ? "" : stopped, octets,
                messages.get(), packets.get(), lost());
    }
}
