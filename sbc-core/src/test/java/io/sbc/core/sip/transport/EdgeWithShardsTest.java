package io.sbc.core.sip.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.config.SignallingSettings;
import io.sbc.core.config.TlsListener.TlsProvider;
import io.sbc.core.engine.SignallingEngine;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transaction.ServerTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Transport, shards and transactions together, on real sockets and threads. */
@ExtendWith(LeakCheck.class)
class EdgeWithShardsTest {

    private static final int PHONES = 20;
    private static final int REQUESTS = 25;

    @TempDir
    Path directory = Path.of("replaced by JUnit");

    @Test
    void shouldServeManyPhonesAndLeaveNothingBehind() throws Exception {
        TestCertificates.write(directory, "sbc.example.com");
        List<SignallingEngine> engines = new ArrayList<>();
        try (EdgeFixture edge = EdgeFixture.with().setTls(directory, TlsProvider.OPENSSL)
                .behind(connector -> started(engines, connector)).start();
                SignallingEngine engine = engines.getFirst();
                ExecutorService phones = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> served = new ArrayList<>();
            for (int i = 0; i < PHONES; i++) {
                int phone = i;
                served.add(phones.submit(() -> talk(edge.port("set.tls"), phone)));
            }
            for (Future<Integer> each : served) {
                assertEquals(REQUESTS, each.get(RecordingListener.PATIENCE_SECONDS, TimeUnit.SECONDS));
            }

            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(RecordingListener.PATIENCE_SECONDS);
            while (edge.transport.gauges().getFirst().value().getAsLong() > 0) {
                assertTrue(System.nanoTime() < deadline, "flows are left");
                Thread.onSpinWait();
            }
            assertEquals(0, engine.gauges().getFirst().value().getAsLong(), "transactions are left");
            assertEquals(PHONES, edge.count(EdgeCounter.CONNECTIONS_CLOSED));
            assertEquals(0, edge.count(EdgeCounter.EDGE_ERRORS));
        }
    }

    /** Sends requests, some in one piece, and reads all answers. */
    private int talk(int port, int phone) throws IOException {
        int answers = 0;
        try (TestPeer peer = TestPeer.tls(port, directory, "TLSv1.3")) {
            for (int i = 0; i < REQUESTS; i++) {
                peer.send(options(phone, i));
                if (i % 5 == 4) {
                    for (int waiting = i - 4; waiting <= i; waiting++) {
                        assertTrue(peer.readUntil("\r\n\r\n").startsWith("SIP/2.0 200 OK"));
                        answers++;
                    }
                }
            }
        }
        return answers;
    }

    private static String options(int phone, int number) {
        return String.join("\r\n", "OPTIONS sip:sbc.example.com SIP/2.0",
                "Via: SIP/2.0/TLS 10.1.1.1:5061;branch=z9hG4bK" + phone + "." + number + ";rport", "Max-Forwards: 70",
                "From: <sip:1001@sbc.example.com>;tag=a", "To: <sip:sbc.example.com>",
                "Call-ID: " + phone + "-" + number, "CSeq: 1 OPTIONS", "Content-Length: 0", "", "");
    }

    private static SignallingEngine started(List<SignallingEngine> engines, Connector connector) {
        SignallingEngine engine = new SignallingEngine(
                new SignallingSettings(2, Duration.ofMillis(500), Duration.ofSeconds(4), Duration.ofSeconds(5)), 1000,
                connector, Clock.system(), SecureRandom::new,
                new Counters<>(EdgeCounter.class), (shard, transactions) -> new AnsweringUser());
        engine.start();
        engines.add(engine);
        return engine;
    }

    /** 200 for everything. */
    private static final class AnsweringUser implements ServerTransactionUser {

        @Override
        public void onRequest(ServerTransaction transaction) {
            transaction.respond(SipResponse.to(transaction.request(), 200).toTag("x").build());
        }

        @Override
        public void onAck(SipRequest ack, Flow flow) {}

        @Override
        public void onCancel(ServerTransaction invite) {}

        @Override
        public void onFailure(ServerTransaction transaction, TransactionFailure failure) {}

        @Override
        public void onFlowClosed(Flow flow) {}
    }
}
