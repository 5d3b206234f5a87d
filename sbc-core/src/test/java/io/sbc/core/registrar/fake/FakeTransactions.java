package io.sbc.core.registrar.fake;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransaction;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import io.sbc.core.sip.transaction.Transactions;
import io.sbc.core.sip.transport.Destination;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Keeps what is sent until the test answers it. Every message goes through the parser, as it would on a wire. */
public final class FakeTransactions implements Transactions {

    private final Deque<Sent> pending = new ArrayDeque<>();
    private final Set<Sent> unanswered = new LinkedHashSet<>();
    private int count;

    /** A request as the peer reads it. */
    public final class Sent {
        private final SipRequest request;
        private final Destination destination;
        private ClientTransactionUser user;

        Sent(SipRequest request, Destination destination, ClientTransactionUser user) {
            this.request = request;
            this.destination = destination;
            this.user = user;
        }

        public SipRequest request() {
            return request;
        }

        public Destination destination() {
            return destination;
        }

        public void fail(TransactionFailure failure) {
            unanswered.remove(this);
            user.onFailure(failure);
        }

        public void respond(int status) {
            respond(status, response -> {});
        }

        public void respond(int status, Consumer<SipResponse.Builder> edit) {
            unanswered.remove(this);
            SipResponse.Builder response = SipResponse.to(request, status).toTag("pbx");
            edit.accept(response);
            byte[] bytes = response.build().toBytes();
            ParseResult read = SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT);
            user.onResponse(assertInstanceOf(SipResponse.class,
                    assertInstanceOf(ParseResult.Parsed.class, read).message()));
        }
    }

    @Override
    public ClientTransaction send(SipRequest request, Destination destination, ClientTransactionUser user) {
        assertFalse(request.has(HeaderName.VIA), "the transaction layer adds the Via");
        count++;
        byte[] bytes = request.edit()
                .prepend(HeaderName.VIA, "SIP/2.0/UDP 192.0.2.1:5080;rport;branch=z9hG4bK" + count).build().toBytes();
        SipRequest onTheWire = assertInstanceOf(SipRequest.class, assertInstanceOf(ParseResult.Parsed.class,
                SipParser.parse(bytes, 0, bytes.length, ParseLimits.DEFAULT)).message());
        Sent sent = new Sent(onTheWire, destination, user);
        pending.add(sent);
        unanswered.add(sent);
        return new ClientTransaction() {

            @Override
            public SipRequest request() {
                return onTheWire;
            }

            @Override
            public void cancel() {
                throw new UnsupportedOperationException("REGISTER cannot be cancelled");
            }

            @Override
            public void abandon(ClientTransactionUser heir) {
                sent.user = heir;
            }
        };
    }

    @Override
    public void sendAck(SipRequest ack, Destination destination) {
        throw new UnsupportedOperationException("no ACK for REGISTER");
    }

    /** The oldest request that is not answered. */
    public Sent next() {
        return pending.remove();
    }

    /** All that nobody has answered, those that a test took included; it is answered now, with success. */
    public void answerAll() {
        pending.clear();
        List.copyOf(unanswered).forEach(sent -> sent.respond(200, response -> sent.request().contacts()
                .forEach(contact -> response.set(HeaderName.CONTACT, contact.withParameter("expires", "3600")))));
    }

    public int pending() {
        return pending.size();
    }

    /** Requests sent since the start. */
    public int count() {
        return count;
    }
}
