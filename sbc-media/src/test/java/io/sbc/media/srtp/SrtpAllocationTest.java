package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.rtp.Octets;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Protecting and unprotecting leaves no garbage. */
class SrtpAllocationTest {

    private static final int WARM_UP = 2_000;
    private static final int MEASURED = 20_000;
    private static final int PLAIN = 172;

    @ParameterizedTest
    @EnumSource(SrtpSuite.class)
    void shouldAllocateNothingForAPacket(SrtpSuite suite) {
        SrtpKey key = Packets.key(suite, 1);
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        byte[] packet = Hex.roomy(Packets.rtp(1, 0, PLAIN - 12));
        byte[] report = Hex.roomy(Packets.senderReport(1, 1));
        byte[] forged = Hex.roomy(Packets.rtp(1, 0, PLAIN));
        work(sender, receiver, packet, report, forged, 0, WARM_UP);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long thread = Thread.currentThread().threadId();

        long before = threads.getThreadAllocatedBytes(thread);
        work(sender, receiver, packet, report, forged, WARM_UP, WARM_UP + MEASURED);
        long allocated = threads.getThreadAllocatedBytes(thread) - before;

        assertTrue(allocated < MEASURED, allocated + " octets for " + MEASURED + " packets of each kind");
    }

    private static void work(SrtpSendContext sender, SrtpReceiveContext receiver, byte[] packet, byte[] report,
            byte[] forged, int from, int to) {
        for (int i = from; i < to; i++) {
            Octets.putShort(packet, 2, i);
            Octets.putShort(forged, 2, i + 1);
            assertEquals(PLAIN, receiver.unprotectRtp(packet, sender.protectRtp(packet, PLAIN)));
            assertEquals(28, receiver.unprotectRtcp(report, sender.protectRtcp(report, 28)));
            assertTrue(receiver.unprotectRtp(forged, PLAIN) < 0);
        }
    }
}
