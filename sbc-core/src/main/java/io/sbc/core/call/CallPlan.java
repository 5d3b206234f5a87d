package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import java.util.List;
import java.util.function.Consumer;

/**
 * Who calls whom, decided before the call is made.
 *
 * @param device whose call it is: the phone on the set side, and the identity at the PBX
 * @param callerSide where the INVITE came from
 * @param callerDomain the domain of that side
 * @param calleeDomain the domain of the other
 * @param callerPath the way back to the caller
 * @param callerContact our Contact towards the caller
 * @param from the caller as the callee shall see it, without tag
 * @param to the callee as it shall be named there
 * @param called the user or number that was called, without escapes, for operators; a phone is called by its extension, not by the opaque
 *     Contact that the PBX has of it
 * @param parallel all targets are asked at once, else one after the other
 * @param targets finds the places to try, best first, maybe none; tells them once, later or at once, on the shard
 */
record CallPlan(Device device, Side callerSide, String callerDomain, String calleeDomain, LegPath callerPath,
        SipUri callerContact, NameAddr from, NameAddr to, String called, boolean parallel, TargetFinder targets) {

    /** Finds targets. */
    interface TargetFinder {

        void find(Consumer<List<Target>> then);
    }
}
