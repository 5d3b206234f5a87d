package io.sbc.core.sip.transaction;

import io.sbc.base.Counters;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.fault.DistinctErrors;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.EdgeCounter;
import io.sbc.core.sip.transport.Flow;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the users of a shard's transactions hear, and the one place where their exceptions become answers: a header that cannot
 * be read 400, a bug 500. Whatever is thrown, the step that called comes to its end. Owned by the shard's thread.
 */
final class UserCalls {

    private static final Logger LOG = LoggerFactory.getLogger(UserCalls.class);

    private final ShardContext shard;
    private final Counters<EdgeCounter> counters;
    private final DistinctErrors errors = new DistinctErrors(LOG);
    private @Nullable ServerTransactionUser serverUser;

    UserCalls(ShardContext shard, Counters<EdgeCounter> counters) {
        this.shard = shard;
        this.counters = counters;
    }

    void serve(ServerTransactionUser user) {
        serverUser = user;
    }

    void passUp(RunningServer<?, ?> server) {
        try {
            user().onRequest(server);
        } catch (MalformedHeaderException malformed) {
            counters.increment(EdgeCounter.MALFORMED_HEADERS);
            answerUnlessAnswered(server, Rejections.malformed(server.request(), malformed).toTag(shard.newTag())
                    .build());
        } catch (RuntimeException bug) {
            report("onRequest", bug);
            answerUnlessAnswered(server, SipResponse.to(server.request(), 500).toTag(shard.newTag()).build());
        }
    }

    private static void answerUnlessAnswered(RunningServer<?, ?> server, SipResponse response) {
        if (!server.isAnswered()) {
            server.respond(response);
        }
    }

    void passUpAck(SipRequest ack, Flow flow) {
        guarded("onAck", () -> user().onAck(ack, flow));
    }

    void passUpCancel(InviteServerTransaction invite) {
        guarded("onCancel", () -> user().onCancel(invite));
    }

    boolean mayCancel(InviteServerTransaction invite, Flow flow) {
        return user().mayCancel(invite, flow);
    }

    void passUp(RunningServer<?, ?> server, TransactionFailure failure) {
        guarded("onFailure", () -> user().onFailure(server, failure));
    }

    /** A final response that its user cannot read is none: the user hears of a failure. */
    void passUp(RunningClient<?, ?> client, SipResponse response) {
        boolean understood = guarded("onResponse", () -> client.user().onResponse(response));
        if (!understood && response.isFinal()) {
            passUp(client, TransactionFailure.TRANSPORT);
        }
    }

    void passUp(RunningClient<?, ?> client, TransactionFailure failure) {
        guarded("onFailure", () -> client.user().onFailure(failure));
    }

    void passUpClosed(Flow flow) {
        guarded("onFlowClosed", () -> user().onFlowClosed(flow));
    }

    private boolean guarded(String method, Runnable call) {
        try {
            call.run();
            return true;
        } catch (MalformedHeaderException malformed) {
            counters.increment(EdgeCounter.MALFORMED_HEADERS);
            LOG.debug("{} met a {}", method, malformed.getMessage());
        } catch (RuntimeException bug) {
            report(method, bug);
        }
        return false;
    }

    private void report(String method, RuntimeException bug) {
        counters.increment(EdgeCounter.SHARD_ERRORS);
        errors.report(method, bug);
    }

    private ServerTransactionUser user() {
        return Objects.requireNonNull(serverUser, "serve() comes first");
    }
}
