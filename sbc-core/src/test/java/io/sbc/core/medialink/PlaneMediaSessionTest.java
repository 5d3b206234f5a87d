package io.sbc.core.medialink;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.base.Counters;
import io.sbc.base.VirtualClock;
import io.sbc.core.engine.SignallingShard;
import io.sbc.core.sdp.negotiate.MediaNegotiation;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaPlane;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPorts;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class PlaneMediaSessionTest {

    private static final StreamPorts PORTS = new StreamPorts(new InetSocketAddress("192.0.2.1", 20000),
            new InetSocketAddress("10.0.0.1", 30000));
    private static final RtpSecurityPolicy POLICY = new RtpSecurityPolicy(RtpSecurityPolicy.Inbound.SRTP_OR_RTP,
            RtpSecurityPolicy.Outbound.AVP_CRYPTO, SrtpSuite.AES_CM_128_HMAC_SHA1_80,
            List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80));

    private final VirtualClock clock = new VirtualClock(0);
    private final SignallingShard shard = new SignallingShard(0, clock, new Random(1),
            new Counters<>(EdgeCounter.class));
    private final FakePlane plane = new FakePlane();
    private final List<String> heard = new ArrayList<>();
    private final MediaSession session = new PlaneMediaLink(plane).open(1, shard, new MediaListener() {

        @Override
        public void onOpened() {
            heard.add("opened");
        }

        @Override
        public void onRefused(String reason) {
            heard.add("refused " + reason);
        }

        @Override
        public void onTimeout() {
            heard.add("timeout");
        }

        @Override
        public void onClosed(MediaStats stats) {
            heard.add("closed");
        }
    });

    private void pass(Duration time) {
        for (long left = time.toMillis(); left > 0; left -= 10) {
            clock.advance(Duration.ofMillis(10).toNanos());
            while (shard.runOnce() > 0) {
                // until it rests
            }
        }
    }

    private void opened() {
        plane.tell(new MediaEvent.Opened(plane.opened.session(), List.of(PORTS)));
        pass(Duration.ofMillis(10));
    }

    private MediaNegotiation negotiation() {
        return MediaNegotiation.start(POLICY, POLICY, "x");
    }

    @Test
    void shouldOpenApplyAndClose() {
        opened();
        session.apply(negotiation(), true);
        session.close();
        plane.tell(new MediaEvent.Closed(plane.opened.session(), new MediaStats(List.of())));
        pass(Duration.ofMillis(10));

        assertEquals(List.of("Apply", "Close"), plane.taken);
        assertEquals(List.of("opened", "closed"), heard);
        assertEquals(1, session.streams());
    }

    @Test
    void shouldEndByItselfWhenTheFirstOpenIsRefused() {
        plane.tell(new MediaEvent.OpenRefused(plane.opened.session(), MediaEvent.RefusalReason.PORTS_EXHAUSTED));
        pass(Duration.ofMillis(10));
        session.close();

        assertEquals(List.of("refused PORTS_EXHAUSTED", "closed"), heard);
        assertEquals(List.of(), plane.taken);
    }

    @Test
    void shouldStayOpenWhenAnExtensionIsRefused() {
        opened();
        session.extend(2);
        plane.tell(new MediaEvent.OpenRefused(plane.opened.session(), MediaEvent.RefusalReason.PORTS_EXHAUSTED));
        pass(Duration.ofMillis(10));

        session.apply(negotiation(), true);

        assertEquals(List.of("opened", "refused PORTS_EXHAUSTED"), heard);
        assertEquals(List.of("Open", "Apply"), plane.taken);
    }

    @Test
    void shouldCloseOnceItIsOpenWhenCloseCameBefore() {
        session.close();
        assertEquals(List.of(), plane.taken);

        opened();

        assertEquals(List.of("Close"), plane.taken);
        assertEquals(List.of(), heard, "nobody waits for ports any more");
    }

    @Test
    void shouldGiveTheLastPlanAgainUntilThePlaneTakesIt() {
        opened();
        plane.full = true;
        session.apply(negotiation(), true);
        session.apply(negotiation(), true);
        pass(Duration.ofMillis(100));
        assertEquals(List.of(), plane.taken);

        plane.full = false;
        pass(Duration.ofMillis(100));

        assertEquals(List.of("Apply"), plane.taken);
    }

    @Test
    void shouldForgetAPlanThatWasNotTakenWhenItCloses() {
        opened();
        plane.full = true;
        session.apply(negotiation(), true);
        session.close();
        plane.full = false;
        pass(Duration.ofMillis(100));

        assertEquals(List.of("Close"), plane.taken);
    }

    @Test
    void shouldCountAsClosedWhenThePlaneIsGone() {
        opened();
        plane.full = true;

        session.close();
        pass(Duration.ofSeconds(6));

        assertEquals(List.of("opened", "closed"), heard);
    }

    @Test
    void shouldTellTheTimeoutAndAnEndThatNobodyAskedFor() {
        opened();
        plane.tell(new MediaEvent.MediaTimeout(plane.opened.session()));
        plane.tell(new MediaEvent.Closed(plane.opened.session(), new MediaStats(List.of())));
        pass(Duration.ofMillis(10));
        session.close();

        assertEquals(List.of("opened", "timeout", "closed"), heard);
        assertEquals(List.of(), plane.taken);
    }

    /** Remembers what it was given. */
    private static final class FakePlane implements MediaPlane {

        final List<String> taken = new ArrayList<>();
        MediaCommand.Open opened = new MediaCommand.Open(new io.sbc.media.api.MediaSessionId(0), 1);
        boolean full;
        private Consumer<MediaEvent> listener = event -> {};
        private Executor thread = Runnable::run;

        @Override
        public void open(MediaCommand.Open open, Executor executor, Consumer<MediaEvent> events) {
            opened = open;
            thread = executor;
            listener = events;
        }

        void tell(MediaEvent event) {
            thread.execute(() -> listener.accept(event));
        }

        @Override
        public boolean offer(MediaCommand command) {
            if (!full) {
                taken.add(command.getClass().getSimpleName());
            }
            return !full;
        }

        @Override
        public int sessions() {
            return 0;
        }

        @Override
        public int portsInUse() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
