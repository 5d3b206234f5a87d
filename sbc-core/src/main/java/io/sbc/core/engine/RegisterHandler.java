package io.sbc.core.engine;

import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Flow;

/** The registrar of one shard, as requests reach it. Called on the shard. */
public interface RegisterHandler {

    /** A REGISTER from the set side. It must be answered, now or later. */
    void onRegister(ServerTransaction transaction);

    /** A flow is gone, and with it what was registered over it. */
    void onFlowClosed(Flow flow);
}
