package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many calls at a time outlive two kills of their SBC, the second within the first minute; none is lost, none is there twice. */
class ManyCallsSurviveKillIT {

    private static final int PHONES = 20;
    private static final int CALLS = Integer.getInteger("sbc.many-calls", 100);
    private static final long FRAME_NANOS = TimeUnit.MILLISECONDS.toNanos(20);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;
    private static SbcStage stage;

    @BeforeAll
    static void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).fixedPorts().script("pbx").numbers(30).mediaPorts("13000-14999")
                .media("quality-interval: 1s").start();
    }

    @AfterAll
    static void stopAll() {
        if (stage != null) {
            stage.close();
        }
    }

    /** One side's media: a socket of plain RTP whose packets are numbered. */
    private static final class Line implements AutoCloseable {
        private final DatagramChannel socket;
        private final int source;
        private InetSocketAddress sbc = new InetSocketAddress(0);
        private int sequence = 1_000;

        Line(int source, InetAddress at) throws IOException {
            this.source = source;
            this.socket = DatagramChannel.open().bind(new InetSocketAddress(at, 0));
            socket.configureBlocking(false);
        }

        String describe() throws IOException {
            return new Sdp(source, 1, (InetSocketAddress) socket.getLocalAddress(), Sdp.AVP, List.of(0),
                    Direction.SENDRECV, List.of(), 0).write();
        }

        void speakTo(String theirs) {
            sbc = Sdp.parse(theirs).connection();
        }

        void speak() throws IOException {
            ByteBuffer packet = ByteBuffer.allocate(172).putShort((short) 0x8000).putShort((short) sequence)
                    .putInt(sequence * 160).putInt(source).rewind();
            sequence++;
            socket.send(packet, sbc);
        }

        /** Whether a packet of the other came that was not sent before that one. */
        boolean hears(Line other, int from) throws IOException {
            ByteBuffer rtp = ByteBuffer.allocate(2_000);
            boolean heard = false;
            while (socket.receive(rtp.clear()) != null) {
                heard |= rtp.getInt(8) == other.source && (rtp.getShort(2) & 0xffff) >= from;
            }
            return heard;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    private static final class Pair {
        private final ScriptedDialog atPhone;
        private final ScriptedDialog atPbx;
        private final Line alice;
        private final Line bob;
        private int from;
        private boolean atAlice;
        private boolean atBob;

        Pair(ScriptedDialog atPhone, ScriptedDialog atPbx, Line alice, Line bob) {
            this.atPhone = atPhone;
            this.atPbx = atPbx;
            this.alice = alice;
            this.bob = bob;
        }

        /** What was heard up to now does not count. */
        void begin() {
            from = alice.sequence;
            atAlice = false;
            atBob = false;
        }

        void speak() throws IOException {
            alice.speak();
            bob.speak();
        }

        boolean isHeard() throws IOException {
            atBob |= bob.hears(alice, from);
            atAlice |= alice.hears(bob, from);
            return atAlice && atBob;
        }
    }

    private static Pair call(ScriptedPhone phone, int number) throws IOException {
        Line alice = new Line(2 * number, InetAddress.getLoopbackAddress());
        Line bob = new Line(2 * number + 1, stage.script("pbx").address().getAddress());
        String dialled = Integer.toString(50_000 + number);
        Exchange calling = phone.invite(dialled, alice.describe());
        Incoming invite = stage.script("pbx").awaitInvite(dialled);
        ScriptedDialog atPbx = invite.answer(bob.describe());
        bob.speakTo(invite.request().body());
        SipText accepted = calling.await(200);
        ScriptedDialog atPhone = calling.dialog(accepted);
        alice.speakTo(accepted.body());
        atPhone.ack(calling);
        invite.awaitAck();
        return new Pair(atPhone, atPbx, alice, bob);
    }

    /** Each hears the other, in both directions; how long it took since then until the first of all, and the last, did. */
    private static String hear(List<Pair> pairs, long sinceNanos) throws IOException {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        List<Pair> deaf = new ArrayList<>(pairs);
        pairs.forEach(Pair::begin);
        long first = 0;
        while (!deaf.isEmpty()) {
            assertTrue(System.nanoTime() < deadline, deaf.size() + " hear nothing");
            for (Pair pair : pairs) {
                pair.speak();
            }
            LockSupport.parkNanos(FRAME_NANOS); // as people speak
            for (Pair pair : List.copyOf(deaf)) {
                if (pair.isHeard()) {
                    deaf.remove(pair);
                    first = first == 0 ? System.nanoTime() : first;
                }
            }
        }
        return "first after %d ms, all after %d ms".formatted(TimeUnit.NANOSECONDS.toMillis(first - sinceNanos),
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - sinceNanos));
    }

    private static double metric(String name) throws IOException {
        return stage.metrics().getOrDefault(name, -1.0);
    }

    @Test
    void shouldGoOnWithAllOfThemAfterTwoKillsAndLeaveNothing() throws IOException {
        List<ScriptedPhone> phones = new ArrayList<>();
        for (int i = 0; i < PHONES; i++) {
            ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
            phone.register();
            phones.add(phone);
        }
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < CALLS; i++) {
            pairs.add(call(phones.get(i % PHONES), i));
        }
        hear(pairs, System.nanoTime());
        stage.awaitMetric("sbc_calls_kept", CALLS);

        for (int kill = 1; kill <= 2; kill++) {
            long killed = System.nanoTime();
            Duration ready = stage.killAndStartAgain();
            String heard = hear(pairs, killed);
            System.out.println(
                    CALLS + " calls, kill " + kill + ": ready after " + ready.toMillis() + " ms, heard " + heard);
            assertEquals(CALLS, metric("sbc_calls_restored_total"));
            assertEquals(CALLS, metric("sbc_calls"));
            assertEquals(2 * CALLS, metric("sbc_dialogs"));
            assertEquals(CALLS, metric("sbc_media_sessions"));
        }

        for (ScriptedPhone phone : phones) {
            phone.register();
        }
        for (Pair pair : pairs) {
            Exchange bye = pair.atPbx.send("BYE");
            pair.atPhone.awaitBye();
            bye.await(200);
            pair.alice.close();
            pair.bob.close();
        }
        stage.awaitMetric("sbc_calls_kept", 0);
        stage.awaitMetric("sbc_dialogs", 0);
        stage.awaitMetric("sbc_media_sessions", 0);
        stage.endPhones();
        stage.emptiness().awaitAgain();
    }
}
