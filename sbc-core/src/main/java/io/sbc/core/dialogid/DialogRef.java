package io.sbc.core.dialogid;

/**
 * A dialog as somebody names it.
 *
 * @param toTag the tag of the one who is asked about it ({@code to-tag} of Replaces, {@code local-tag} of dialog-info);
 *     empty when it is not named
 * @param fromTag the tag of the other one; empty when it is not named
 */
public record DialogRef(String callId, String toTag, String fromTag) {}
