package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.TlsListener.TlsProvider;
import io.sbc.core.sip.message.SipMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What is left of connections when the transport is closed: nothing, whatever its event loops are just doing. */
@ExtendWith(LeakCheck.class)
class TransportCloseTest {

    /** Connections are dealt out to the loops in turn: two for each. */
    private static final int PHONES = 2 * Runtime.getRuntime().availableProcessors();

    private static final String OPTIONS = String.join("\r\n", "OPTIONS sip:sbc.example.com SIP/2.0",
            "Via: SIP/2.0/TLS 10.1.1.1:5061;branch=z9hG4bK1;rport", "Max-Forwards: 70",
            "From: <sip:1001@sbc.example.com>;tag=a", "To: <sip:sbc.example.com>", "Call-ID: c1", "CSeq: 1 OPTIONS",
            "Content-Length: 0", "", "");

    @TempDir
    Path directory = Path.of("replaced by JUnit");

    /** Netty alone leaves them open: a loop that is told in the midst of a task to end does not look at them again. */
    @Test
    void shouldCloseEveryConnectionOfALoopThatIsBusyWithATaskMeanwhile() throws Exception {
        TestCertificates.write(directory, "sbc.example.com");
        BusyLoop busy = new BusyLoop();
        EdgeFixture edge = EdgeFixture.with().setTls(directory, TlsProvider.OPENSSL).behind(_ -> busy).start();
        Thread closing = new Thread(edge::closeNow, "closing");
        List<TestPeer> phones = new ArrayList<>();
        try {
            for (int i = 0; i < PHONES; i++) {
                phones.add(TestPeer.tls(edge.port("set.tls"), directory, "TLSv1.3").send("\r\n\r\n"));
                phones.getLast().readUntil("\r\n");
            }
            busy.until = closing;
            phones.getFirst().send(OPTIONS);
            busy.heard.await();
            phones.getFirst().hangUp();
            assertTrue(busy.begun.await(RecordingListener.PATIENCE_SECONDS, TimeUnit.SECONDS));

            closing.start();
            closing.join();

            assertEquals(0, edge.transport.gauges().getFirst().value().getAsLong(), "connections are left");
            for (TestPeer phone : phones.subList(1, PHONES)) {
                assertEquals("", phone.readAll());
            }
        } finally {
            edge.closeNow();
            for (TestPeer phone : phones) {
                phone.close();
            }
        }
    }

    /** Keeps a loop in a task, in which it hears that a connection is gone, until a thread has told it to end and waits. */
    private static final class BusyLoop implements TransportListener {

        final CountDownLatch heard = new CountDownLatch(1);
        final CountDownLatch begun = new CountDownLatch(1);
        volatile Thread until = Thread.currentThread();

        @Override
        public void onMessage(Flow flow, SipMessage message) {
            heard.countDown();
        }

        @Override
        public void onFlowClosed(Flow flow) {
            begun.countDown();
            while (!isWaiting(until.getState())) {
                Thread.onSpinWait();
            }
        }

        private static boolean isWaiting(Thread.State state) {
            return switch (state) {
                case WAITING, TIMED_WAITING, TERMINATED -> true;
                case NEW, RUNNABLE, BLOCKED -> false;
            };
        }
    }
}
