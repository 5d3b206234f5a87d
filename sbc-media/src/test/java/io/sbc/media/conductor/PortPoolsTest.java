package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.sbc.base.Clock;
import io.sbc.media.api.MediaEvent.RefusalReason;
import io.sbc.media.conductor.MediaPlaneSettings.SideAddress;
import io.sbc.media.conductor.PortPools.Ports;
import io.sbc.media.loop.LoopCommand.BoundStream;
import io.sbc.media.socket.IoKind;
import io.sbc.media.socket.MediaIo;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Lesson 18 for ports: when all are in use there is one left for an emergency call. */
class PortPoolsTest {

    private static final int PORT_MIN = 31_000;

    /** 101 pairs on each side: one of each is kept. */
    private static final int PORT_MAX = 31_201;

    private final List<BoundStream> bound = new ArrayList<>();
    private final PortPools pools;

    PortPoolsTest() throws IOException {
        SideAddress set = new SideAddress(InetAddress.ofLiteral("127.0.3.1"), InetAddress.ofLiteral("127.0.3.1"));
        SideAddress icp = new SideAddress(InetAddress.ofLiteral("127.0.3.2"), InetAddress.ofLiteral("127.0.3.2"));
        pools = new PortPools(
                new MediaPlaneSettings(set, icp, PORT_MIN, PORT_MAX, Duration.ofSeconds(1), 1, IoKind.NIO,
                        Duration.ZERO, 1_000),
                MediaIo.of(IoKind.NIO), Clock.system(), new Random(5));
    }

    @AfterEach
    void close() {
        pools.close();
        for (BoundStream stream : bound) {
            stream.set().close();
            stream.icp().close();
        }
    }

    @Test
    void shouldHaveThePortsOfAnEmergencyCallWhenNoneIsLeft() {
        pools.keepSpares();
        assertEquals(0, pools.portsHeld(), "what is kept is nobody's");
        Ports found = pools.acquire(1);
        while (found instanceof Ports.Bound more) {
            bound.addAll(more.streams());
            found = pools.acquire(1);
        }
        assertEquals(RefusalReason.PORTS_EXHAUSTED, assertInstanceOf(Ports.Refused.class, found).reason());
        int held = pools.portsHeld();

        bound.addAll(assertInstanceOf(Ports.Bound.class, pools.acquireUrgently(1)).streams());

        assertEquals(held + 4, pools.portsHeld());
        assertInstanceOf(Ports.Refused.class, pools.acquireUrgently(1), "and no more than that");
    }

    @Test
    void shouldKeepThePortsForLaterWhileOthersAreFree() {
        pools.keepSpares();

        bound.addAll(assertInstanceOf(Ports.Bound.class, pools.acquireUrgently(1)).streams());
        pools.close();

        assertEquals(4, pools.portsHeld(), "what was kept was still there, and is freed");
    }
}
