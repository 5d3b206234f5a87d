package io.sbc.core.icp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.TSIG;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** What servers may answer, and what it is to us. */
class DnsJavaSourceTest {

    private static Message response(Message query, int rcode, Record... answers) {
        Message response = new Message(query.getHeader().getID());
        response.getHeader().setFlag(Flags.QR);
        response.getHeader().setRcode(rcode);
        response.addRecord(query.getQuestion(), Section.QUESTION);
        for (Record answer : answers) {
            response.addRecord(answer, Section.ANSWER);
        }
        return response;
    }

    private static DnsJavaSource source(Function<Message, CompletionStage<Message>> server) {
        return new DnsJavaSource(new FakeResolver(server));
    }

    @Test
    void shouldFollowAliases() throws IOException {
        Name alias = Name.fromString("pbx.test.");
        Name target = Name.fromString("real.test.");
        Record cname = new CNAMERecord(alias, DClass.IN, 60, target);
        Record address = new ARecord(target, DClass.IN, 60, InetAddress.ofLiteral("192.0.2.1"));

        List<Record> found = source(
                query -> CompletableFuture.completedFuture(response(query, Rcode.NOERROR, cname, address)))
                .lookup("pbx.test", Type.A);

        assertEquals(List.of(address), found);
    }

    @Test
    void shouldTakeNoSuchDomainAndNoSuchRecordForAnEmptyAnswer() throws IOException {
        for (int rcode : new int[]{Rcode.NXDOMAIN, Rcode.NOERROR}) {
            assertEquals(List.of(), source(query -> CompletableFuture.completedFuture(response(query, rcode)))
                    .lookup("pbx.test", Type.SRV));
        }
    }

    @Test
    void shouldFailWhenTheServerDoesOrIsSilentOrTheNameIsNone() {
        assertThrows(IOException.class,
                () -> source(query -> CompletableFuture.completedFuture(response(query, Rcode.SERVFAIL)))
                        .lookup("pbx.test", Type.A));
        assertThrows(IOException.class,
                () -> source(_ -> CompletableFuture.failedFuture(new IOException("timed out")))
                        .lookup("pbx.test", Type.A));
        assertThrows(IOException.class,
                () -> source(query -> CompletableFuture.completedFuture(response(query, Rcode.NOERROR)))
                        .lookup("a".repeat(64) + ".test", Type.A));
    }

    @Test
    void shouldFailOnAliasesThatLeadInACircle() {
        Name one = name("pbx.test.");
        Name other = name("other.test.");
        Record there = new CNAMERecord(one, DClass.IN, 60, other);
        Record back = new CNAMERecord(other, DClass.IN, 60, one);

        assertThrows(IOException.class, () -> source(
                query -> CompletableFuture.completedFuture(response(query, Rcode.NOERROR, there, back)))
                .lookup("pbx.test", Type.A));
        assertThrows(IOException.class, () -> source(query -> CompletableFuture.completedFuture(
                response(query, Rcode.NOERROR, query.getQuestion().getName().equals(one) ? there : back)))
                .lookup("pbx.test", Type.A));
    }

    /** An answer to what was not asked is none: its records would come from whoever likes to send some. */
    @Test
    void shouldTakeNoRecordsOfOtherNames() throws IOException {
        Record other = new ARecord(name("other.test."), DClass.IN, 60, InetAddress.ofLiteral("192.0.2.66"));

        assertEquals(List.of(), answerOrNothing(query -> response(query, Rcode.NOERROR, other)));
    }

    private static List<Record> answerOrNothing(Function<Message, Message> server) throws IOException {
        try {
            return source(query -> CompletableFuture.completedFuture(server.apply(query))).lookup("pbx.test", Type.A);
        } catch (IOException refused) {
            return List.of();
        }
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text);
        } catch (TextParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** RFC 7766: what does not fit into a datagram is asked for by TCP; real sockets. */
    @Test
    void shouldAskByTcpForAnAnswerThatWasTruncated() throws Exception {
        Record address = new ARecord(name("pbx.test."), DClass.IN, 60, InetAddress.ofLiteral("192.0.2.1"));
        InetAddress here = InetAddress.getLoopbackAddress();
        try (ServerSocket tcp = new ServerSocket(0, 5, here);
                DatagramSocket udp = new DatagramSocket(tcp.getLocalPort(), here)) {
            Thread.ofVirtual().start(() -> truncate(udp));
            Thread.ofVirtual().start(() -> answerByTcp(tcp, address));

            List<Record> found = DnsJavaSource.of(List.of(new InetSocketAddress(here, tcp.getLocalPort())))
                    .lookup("pbx.test", Type.A);

            assertEquals(List.of(address), found);
        }
    }

    private static void truncate(DatagramSocket udp) {
        try {
            while (true) {
                DatagramPacket packet = new DatagramPacket(new byte[4096], 4096);
                udp.receive(packet);
                Message cut = response(new Message(Arrays.copyOf(packet.getData(), packet.getLength())), Rcode.NOERROR);
                cut.getHeader().setFlag(Flags.TC);
                byte[] wire = cut.toWire();
                udp.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            }
        } catch (IOException closed) {
            // The test is over.
        }
    }

    private static void answerByTcp(ServerSocket tcp, Record address) {
        try (Socket socket = tcp.accept()) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            byte[] wire = response(new Message(in.readNBytes(in.readUnsignedShort())), Rcode.NOERROR, address).toWire();
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeShort(wire.length);
            out.write(wire);
            out.flush();
            in.read(); // until the client has it
        } catch (IOException closed) {
            // The test is over.
        }
    }

    @Test
    void shouldKnowTheHostsFile() throws IOException {
        List<Record> found = source(_ -> CompletableFuture.failedFuture(new IOException("must not be asked")))
                .lookup("localhost", Type.A);

        assertTrue(found.stream().anyMatch(record -> record.rdataToString().equals("127.0.0.1")), found.toString());
    }

    /** Answers by a function. */
    private record FakeResolver(Function<Message, CompletionStage<Message>> server) implements Resolver {

        @Override
        public CompletionStage<Message> sendAsync(Message query) {
            return server.apply(query);
        }

        @Override
        public CompletionStage<Message> sendAsync(Message query, Executor executor) {
            return server.apply(query);
        }

        @Override
        public void setPort(int port) {}

        @Override
        public void setTCP(boolean flag) {}

        @Override
        public void setIgnoreTruncation(boolean flag) {}

        @Override
        public void setEDNS(int version, int payloadSize, int flags, List<EDNSOption> options) {}

        @Override
        public void setTSIGKey(TSIG key) {}

        @Override
        public void setTimeout(Duration timeout) {}
    }
}
