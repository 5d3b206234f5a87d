package io.sbc.core.subscription;

import io.sbc.base.Counters;
import io.sbc.core.call.InviteAuthentication;
import io.sbc.core.call.PbxAuthorization;
import io.sbc.core.call.PbxRoutes;
import io.sbc.core.call.RejectionMapper;
import io.sbc.core.call.SetContacts;
import io.sbc.core.config.SubscriptionSettings;
import io.sbc.core.dialogid.DialogTranslator;
import io.sbc.core.directory.Directory;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.registrar.Bindings;
import io.sbc.core.sip.transaction.Transactions;

/**
 * What the requests outside calls of one shard work with. {@code shard}, {@code transactions}, {@code authentication},
 * {@code authorization} and {@code rejections} belong to the shard, everything else is shared by all and thread-safe.
 *
 * @param setDomain the SIP domain of the phones
 */
public record RequestEnvironment(ShardContext shard, Transactions transactions, SubscriptionSettings settings,
        String setDomain, Directory directory, Bindings bindings, PbxRoutes routes, InviteAuthentication authentication,
        PbxAuthorization authorization, SetContacts contacts, TopologyPolicy policy, RejectionMapper rejections,
        DialogTranslator dialogs, Counters<RequestCounter> counters, SubscriptionTotals totals) {}
