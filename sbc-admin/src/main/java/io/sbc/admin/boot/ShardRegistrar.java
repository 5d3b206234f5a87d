package io.sbc.admin.boot;

import io.sbc.core.engine.RegisterHandler;
import io.sbc.core.registrar.RegistrarService;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Flow;

/** A shard's registrar as its router knows it. */
record ShardRegistrar(RegistrarService registrar) implements RegisterHandler {

    @Override
    public void onRegister(ServerTransaction transaction) {
        registrar.onRegister(transaction);
    }

    @Override
    public void onFlowClosed(Flow flow) {
        registrar.onFlowClosed(flow);
    }
}
