package io.sbc.core.call;

import io.sbc.base.Counters;
import io.sbc.core.directory.Directory;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.medialink.MediaLink;
import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.record.CallRecords;
import io.sbc.core.registrar.Bindings;
import io.sbc.core.sip.transaction.Transactions;
import java.util.function.Supplier;

/**
 * What the calls of one shard work with. {@code shard}, {@code transactions}, {@code authentication}, {@code
 * authorization} and {@code rejections} belong to the shard, everything else is shared by all and thread-safe.
 *
 * @param configured parameters may be replaced while the SBC runs
 */
public record CallEnvironment(ShardContext shard, Transactions transactions, Supplier<CallParameters> configured,
        Directory directory, Bindings bindings, PbxRoutes routes, InviteAuthentication authentication,
        PbxAuthorization authorization, SetContacts contacts, MediaLink media, TopologyPolicy policy,
        RejectionMapper rejections, Counters<CallCounter> counters, CallTotals totals, CallRecords records,
        Transfers transfers, CallKeeping keeping) {

    /** For emergency calls: no limit and no health check refuses what they need. */
    CallEnvironment urgent() {
        return new CallEnvironment(shard, transactions.urgent(), configured, directory, bindings, routes.urgent(),
                authentication, authorization, contacts, media.urgent(), policy, rejections, counters, totals, records,
                transfers, keeping.ofUrgent());
    }

    /** As they are configured now. */
    CallParameters parameters() {
        return configured.get();
    }
}
