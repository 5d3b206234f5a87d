package io.sbc.core.registrar;

import io.sbc.core.config.RegistrationSettings;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.icp.Icps;
import io.sbc.core.sip.transaction.Transactions;

/** What every part of one shard's registrar works with. */
record RegistrarContext(ShardContext shard, Transactions transactions, Icps icps, BindingTable table,
        RegistrationSettings settings, UpstreamPace pace, RegistrarAnswers answers, RegistrarMetrics metrics,
        RegistrationJournal journal, PbxReach reach, RegistrationBoard board) {}
