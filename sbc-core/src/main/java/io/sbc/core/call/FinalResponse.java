package io.sbc.core.call;

import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ClientTransactionUser;
import io.sbc.core.sip.transaction.TransactionFailure;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * For a request of which only the end matters, whatever it is: a BYE.
 *
 * @param then hears why there was no response, if there was none
 */
record FinalResponse(Consumer<Optional<TransactionFailure>> then) implements ClientTransactionUser {

    FinalResponse(Runnable then) {
        this(_ -> then.run());
    }

    @Override
    public void onResponse(SipResponse response) {
        if (response.isFinal()) {
            then.accept(Optional.empty());
        }
    }

    @Override
    public void onFailure(TransactionFailure failure) {
        then.accept(Optional.of(failure));
    }
}
