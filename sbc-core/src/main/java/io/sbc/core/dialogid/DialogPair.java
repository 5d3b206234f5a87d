package io.sbc.core.dialogid;

import io.sbc.core.Side;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.sip.message.SipUri;
import java.util.Optional;

/**
 * The two dialogs of a call, or of one fork of it. Towards each side we stand for the party on the other: our tag here
 * stands for the peer's tag there, and the peer's tag here for ours there.
 *
 * @param device whose call it is
 * @param confirmed both dialogs have their 2xx
 * @param phone the Contact of the phone in its dialog, when it has shown one
 */
public record DialogPair(DeviceId device, LegId set, LegId icp, boolean confirmed, Optional<SipUri> phone) {

    /** The dialog on one side. */
    public LegId on(Side side) {
        return side == Side.SET ? set : icp;
    }

    boolean isSameAs(DialogPair other) {
        return set.equals(other.set) && icp.equals(other.icp);
    }

    /** Whether {@code named} on that side is this dialog and {@code to-tag} is our tag: it is us who is asked. */
    boolean asksUs(Side side, DialogRef named) {
        LegId leg = on(side);
        return leg.callId().equals(named.callId()) && fits(named.toTag(), leg.localTag())
                && fits(named.fromTag(), leg.remoteTag());
    }

    /** The same where {@code to-tag} is the peer's. */
    boolean asksPeer(Side side, DialogRef named) {
        LegId leg = on(side);
        return leg.callId().equals(named.callId()) && fits(named.toTag(), leg.remoteTag())
                && fits(named.fromTag(), leg.localTag());
    }

    private static boolean fits(String named, String tag) {
        return named.isEmpty() || named.equals(tag);
    }

    /** What {@code named} on that side is called on the other; it {@link #asksUs} or {@link #asksPeer}. */
    DialogRef translate(Side side, DialogRef named) {
        LegId here = on(side);
        LegId there = on(side.opposite());
        return new DialogRef(there.callId(), counterpart(named.toTag(), here, there),
                counterpart(named.fromTag(), here, there));
    }

    private static String counterpart(String tag, LegId here, LegId there) {
        if (tag.isEmpty()) {
            return tag;
        }
        return tag.equals(here.localTag()) ? there.remoteTag() : there.localTag();
    }
}
