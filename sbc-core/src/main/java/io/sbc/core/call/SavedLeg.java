package io.sbc.core.call;

import io.sbc.core.octets.OctetReader;
import io.sbc.core.octets.OctetWriter;
import io.sbc.core.sip.dialog.Dialog;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.octets.Fields;
import java.util.Optional;

/**
 * What of a leg outlives the process.
 *
 * @param dialog confirmed
 * @param takesUpdate the peer knows UPDATE
 * @param contact ours towards the peer, {@code shown} if it has features
 * @param allow ours towards the peer
 * @param sequence CSeq number of our last request, in any dialog of the leg
 */
record SavedLeg(Dialog dialog, boolean takesUpdate, SipUri contact, Optional<NameAddr> shown, String allow,
        long sequence, SavedTimer timer, SavedPath path) {

    /**
     * The session timer.
     *
     * @param interval seconds, as {@code minimum}
     * @param ours we refresh
     * @param refreshMillis wall clock of our next refresh; 0: none is due
     * @param expiryMillis wall clock of the end; 0: it does not run
     */
    record SavedTimer(long interval, long minimum, boolean ours, boolean supported, long refreshMillis,
            long expiryMillis) {}

    void write(OctetWriter to) {
        to.text(dialog.callId()).text(dialog.local().toString()).text(dialog.remote().toString())
                .text(dialog.remoteTarget().toString());
        Fields.list(to, dialog.routeSet(), (out, route) -> out.text(route.toString()));
        to.number(dialog.localSequence()).number(dialog.remoteSequence());
        Fields.flag(to, dialog.secure());
        Fields.flag(to, takesUpdate);
        to.text(contact.toString());
        Fields.maybe(to, shown, (out, address) -> out.text(address.toString()));
        to.text(allow).number(sequence);
        to.number(timer.interval).number(timer.minimum);
        Fields.flag(to, timer.ours);
        Fields.flag(to, timer.supported);
        to.number(timer.refreshMillis).number(timer.expiryMillis);
        SavedPath.write(to, path);
    }

    static SavedLeg read(OctetReader from) {
        Dialog dialog = new Dialog(from.text(), address(from), address(from), uri(from),
                Fields.list(from, SavedLeg::address), from.number(), from.number(), Fields.flag(from));
        return new SavedLeg(dialog, Fields.flag(from), uri(from), Fields.maybe(from, SavedLeg::address), from.text(),
                from.number(), new SavedTimer(from.number(), from.number(), Fields.flag(from), Fields.flag(from),
                        from.number(), from.number()),
                SavedPath.read(from));
    }

    private static NameAddr address(OctetReader from) {
        return NameAddr.parse(from.text()).orElseThrow(() -> new IllegalArgumentException("no address"));
    }

    private static SipUri uri(OctetReader from) {
        return SipUri.parse(from.text()).orElseThrow(() -> new IllegalArgumentException("no SIP URI"));
    }
}
