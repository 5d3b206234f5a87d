package io.sbc.core.dialogid;

/**
 * A dialog as one of our legs has it.
 *
 * @param localTag ours
 * @param remoteTag the peer's
 */
public record LegId(String callId, String localTag, String remoteTag) {}
