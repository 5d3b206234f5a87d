package io.sbc.media.conductor;

import io.sbc.media.api.MediaState;
import io.sbc.media.api.RelayRules;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaSessionId;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.quality.SessionQuality;
import io.sbc.media.relay.StreamSetup;
import io.sbc.media.srtp.SrtpWorkspace;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** A session as the conductor has it: its owner, its loop, the ports and keys of its streams. One thread. */
final class MediaSession {

    private static final StreamPlan NOTHING = new StreamPlan(Optional.empty(), Optional.empty());

    private final MediaSessionId id;
    private final Executor thread;
    private final Consumer<MediaEvent> listener;
    private final LoopHandle loop;
    private final List<Stream> streams = new ArrayList<>();
    private final SessionQuality quality;
    private boolean closing;

    /** The ports of one m-line, by number, and its keys. */
    record Stream(int setPort, int icpPort, EndpointKeys setKeys, EndpointKeys icpKeys) {

        Stream(int setPort, int icpPort, SrtpWorkspace workspace, RelayRules rules) {
            this(setPort, icpPort, new EndpointKeys(workspace, rules.set().networks()),
                    new EndpointKeys(workspace, rules.icp().networks()));
        }
    }

    MediaSession(MediaSessionId id, Executor thread, Consumer<MediaEvent> listener, LoopHandle loop,
            SessionQuality quality) {
        this.quality = quality;
        this.id = id;
        this.thread = thread;
        this.listener = listener;
        this.loop = loop;
    }

    MediaSessionId id() {
        return id;
    }

    LoopHandle loop() {
        return loop;
    }

    List<Stream> streams() {
        return streams;
    }

    SessionQuality quality() {
        return quality;
    }

    boolean isClosing() {
        return closing;
    }

    void markClosing() {
        closing = true;
    }

    /** Tells the owner on the owner's thread. */
    void tell(MediaEvent event) {
        thread.execute(() -> listener.accept(event));
    }

    /** Its keys go on from where they stood in a process before this one. */
    void restore(MediaState before, long nowMillis) {
        long elapsedNanos = TimeUnit.MILLISECONDS.toNanos(Math.max(0, nowMillis - before.takenMillis()));
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).setKeys().restore(before.streams().get(i).set(), elapsedNanos);
            streams.get(i).icpKeys().restore(before.streams().get(i).icp(), elapsedNanos);
        }
        quality.onRestored();
    }

    /** One setup for each stream that is open; a plan that is too short says nothing about the rest. */
    List<StreamSetup> setupsOf(MediaPlan plan, boolean samePeers) {
        List<StreamSetup> setups = new ArrayList<>(streams.size());
        for (int i = 0; i < streams.size(); i++) {
            StreamPlan stream = i < plan.streams().size() ? plan.streams().get(i) : NOTHING;
            setups.add(new StreamSetup(streams.get(i).setKeys().setupOf(stream.set()),
                    streams.get(i).icpKeys().setupOf(stream.icp()), samePeers));
        }
        return List.copyOf(setups);
    }
}
