package io.sbc.core.call;

import io.sbc.core.dialogid.DialogIds;
import io.sbc.core.dialogid.DialogTranslator;

/** What calls need to carry transfers from one side to the other. Shared by the shards; thread-safe. */
public record Transfers(DialogIds ids, DialogTranslator dialogs, ReferTotals refers) {}
