package io.sbc.core.call;

import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;

/** For a request of which only the end matters, whatever it is: a BYE. */
record FinalResponse(Runnable then) implements ClientTransactionUser {

    @Override
    public void onResponse(SipResponse response) {
        if (response.isFinal()) {
            then.run();
        }
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        then.run();
    }
}
