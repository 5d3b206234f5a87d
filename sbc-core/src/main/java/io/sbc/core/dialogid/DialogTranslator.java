package io.sbc.core.dialogid;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipUri;
import java.util.Optional;

/**
 * Says what a dialog that is named on one side is called on the other: the other dialog of our call when it is one of
 * ours; else, for a dialog of the PBX that we have no part in, its sealed name, and back. Thread-safe.
 */
public final class DialogTranslator {

    /** Parameter of our Contact. */
    private static final String FOCUS = "conference";

    /** Longer ones make our Contact too long for a datagram. */
    private static final int FOCUS_MAX = 256;

    private final DialogIds ids;
    private final DialogSeal seal;

    public DialogTranslator(DialogIds ids, DialogSeal seal) {
        this.ids = ids;
        this.seal = seal;
    }

    /**
     * The same dialog in the words of the other side.
     *
     * @param side where it was named
     * @return empty when it is a dialog that nobody there can know
     */
    public Optional<DialogRef> translate(Side side, DialogRef named) {
        Optional<DialogRef> ours = find(side, named).map(pair -> pair.translate(side, named));
        return ours.isPresent() ? ours : foreign(side, named);
    }

    /** The same of a call of ours alone, and only of the end that is asked, as {@link DialogIds#findHeld(Side, DialogRef)}. */
    public Optional<DialogRef> translateHeld(Side side, DialogRef named) {
        return findHeld(side, named).map(pair -> pair.translate(side, named));
    }

    /** The call of ours that is meant, as {@link DialogIds#find(Side, DialogRef)}. */
    public Optional<DialogPair> find(Side side, DialogRef named) {
        return ids.find(side, named);
    }

    /** The call of ours that is asked, as {@link DialogIds#findHeld(Side, DialogRef)}. */
    public Optional<DialogPair> findHeld(Side side, DialogRef named) {
        return ids.findHeld(side, named);
    }

    /** A dialog that is not of ours, in the words of the other side. */
    private Optional<DialogRef> foreign(Side side, DialogRef named) {
        if (side == Side.ICP) {
            return Optional.of(new DialogRef(seal.seal(named.callId()), seal.seal(named.toTag()),
                    seal.seal(named.fromTag())));
        }
        Optional<String> toTag = seal.unseal(named.toTag());
        Optional<String> fromTag = seal.unseal(named.fromTag());
        return seal.unseal(named.callId()).filter(_ -> toTag.isPresent() && fromTag.isPresent())
                .map(callId -> new DialogRef(callId, toTag.orElse(""), fromTag.orElse("")));
    }

    /**
     * Our Contact in the place of a conference's (RFC 4579 §5.1): it leads back to that focus and to no other of the same
     * user, since {@link #focus} understands it.
     *
     * @param side where the focus is
     */
    public SipUri naming(SipUri ours, Side side, SipUri focus) {
        String text = focus.toString();
        return text.length() > FOCUS_MAX ? ours : ours.withParameter(FOCUS, seal.seal(side + " " + text));
    }

    /** The focus on {@code side} that a Request-URI from the other side names; empty when it names none of ours. */
    public Optional<SipUri> focus(Side side, SipUri requestUri) {
        return requestUri.parameters().get(FOCUS).filter(token -> !token.isEmpty()).flatMap(seal::unseal)
                .filter(text -> text.startsWith(side + " "))
                .flatMap(text -> SipUri.parse(text.substring(side.toString().length() + 1)));
    }

    /** A name for an id inside a body of the PBX that tells nothing. */
    public String nameOf(String id) {
        return seal.name(id);
    }
}
