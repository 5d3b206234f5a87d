package io.sbc.core.sip.dialog;

/**
 * What tells dialogs apart (RFC 3261 §12).
 *
 * @param localTag ours
 * @param remoteTag the peer's; empty for a peer of RFC 2543
 */
public record DialogId(String callId, String localTag, String remoteTag) {}
