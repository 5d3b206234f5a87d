package io.sbc.core.sip.transaction;

import io.sbc.core.record.CallRecord;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.Flow;

/**
 * Who is told what one shard does: its messages as they came and went, and why it decided as it did. Hears on the shard,
 * must not wait, and keeps nothing that it is given but immutable values. Methods do nothing unless overridden.
 */
public interface Witness {

    /** Hears nothing. */
    Witness NONE = new Witness() {
    };

    /**
     * A message came that belongs to a transaction, or begins one.
     *
     * @param message as it came: no rule was applied yet
     * @param repeated whether its transaction had it before, as far as the transaction can tell
     */
    default void onReceived(SipMessage message, Flow flow, boolean repeated) {}

    /** A message goes out, as it is. */
    default void onSent(SipMessage message, Flow flow, boolean repeated) {}

    /** A connection is gone, or the addresses of a UDP flow were forgotten. */
    default void onFlowClosed(Flow flow) {}

    /** There was no connection for a request of ours, and {@code why}. */
    default void onNoWay(SipRequest request, NextHop hop, Throwable why) {}

    /**
     * Something was decided about the call or the registration that {@code callId} belongs to.
     *
     * @param kind a stable word, in lower case with hyphens
     * @param words for people; no key, no password
     */
    default void onDecision(String callId, String kind, String words) {}

    /** The registration that the phone's Call-ID belongs to goes on at the PBX under another one. */
    default void onUpstream(String callId, String upstreamCallId) {}

    /** A call stands like this now; with its end in it, it is over. */
    default void onCall(CallRecord now) {}
}
