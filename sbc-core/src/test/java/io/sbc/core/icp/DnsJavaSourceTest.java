package io.sbc.core.icp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
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
