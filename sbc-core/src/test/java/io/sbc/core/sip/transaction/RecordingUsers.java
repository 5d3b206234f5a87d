package io.sbc.core.sip.transaction;

import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Transaction users that write down what they hear. */
final class RecordingUsers {

    private RecordingUsers() {}

    /** Hears of one request of ours. */
    static final class Client implements ClientTransactionUser {

        final List<String> heard = new ArrayList<>();
        final List<SipResponse> responses = new ArrayList<>();
        private Consumer<SipResponse> reaction = response -> {};

        void onEach(Consumer<SipResponse> then) {
            reaction = then;
        }

        @Override
        public void onResponse(SipResponse response) {
            heard.add(Integer.toString(response.status()));
            responses.add(response);
            reaction.accept(response);
        }

        @Override
        public void onFailure(TransactionFailure failure) {
            heard.add(failure.toString());
        }
    }

    /** Hears of everything that peers ask. */
    static final class Server implements ServerTransactionUser {

        final List<String> heard = new ArrayList<>();
        final List<ServerTransaction> requests = new ArrayList<>();
        private Consumer<ServerTransaction> reaction = transaction -> {};

        void onEach(Consumer<ServerTransaction> then) {
            reaction = then;
        }

        @Override
        public void onRequest(ServerTransaction transaction) {
            heard.add(transaction.request().method().toString());
            requests.add(transaction);
            reaction.accept(transaction);
        }

        @Override
        public void onAck(SipRequest ack, Flow flow) {
            heard.add("ACK");
        }

        @Override
        public void onCancel(ServerTransaction invite) {
            heard.add("cancelled");
        }

        @Override
        public void onFailure(ServerTransaction transaction, TransactionFailure failure) {
            heard.add(transaction.request().method() + " " + failure);
        }

        @Override
        public void onFlowClosed(Flow flow) {
            heard.add("closed " + flow);
        }
    }
}
