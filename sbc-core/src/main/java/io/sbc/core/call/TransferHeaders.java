package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.dialogid.DialogHeader;
import io.sbc.core.dialogid.DialogPair;
import io.sbc.core.dialogid.DialogRef;
import io.sbc.core.dialogid.DialogTranslator;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MessageBuilder;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.translate.AddressMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The header fields of transfers and of the features around them, from one side to the other: Replaces (RFC 3891), Join
 * (RFC 3911), Target-Dialog (RFC 4538), Referred-By (RFC 3892), the option tags of these, and what a Contact says of its
 * owner ({@code isfocus}, RFC 4579). On the shard.
 */
public final class TransferHeaders {

    /** Extensions that we carry rather than do: whoever requires one requires it of the other party. */
    static final List<String> CARRIED = List.of("join", "norefersub", "replaces", "tdialog");

    private static final HeaderName REFERRED_BY = HeaderName.of("Referred-By");

    private static final String FOCUS = "isfocus";

    /** Feature parameters (RFC 3840) that change how a peer treats the session. */
    private static final List<String> FEATURES = List.of(FOCUS, "automata", "+sip.rendering", "+sip.byeless");

    private static final Pattern SIMPLE = Pattern.compile("[A-Za-z0-9-]{0,32}");

    private TransferHeaders() {}

    /**
     * Whether an INVITE outside a dialog may go on: what it replaces or joins must be known (481), and still early where
     * it says so (486).
     */
    static Optional<Rejection> check(SipRequest invite, Side side, DialogTranslator dialogs) {
        List<String> replaces = invite.headers(DialogHeader.Kind.REPLACES.header());
        List<String> joins = invite.headers(DialogHeader.Kind.JOIN.header());
        if (replaces.size() + joins.size() > 1) { // RFC 3891 §3, RFC 3911 §4
            return Optional.of(new Rejection.BadRequest("More than one Replaces or Join"));
        }
        Optional<Rejection> wrong = replaces.stream().findFirst()
                .flatMap(value -> check(DialogHeader.Kind.REPLACES, value, side, dialogs));
        return wrong.isPresent()
                ? wrong
                : joins.stream().findFirst().flatMap(value -> check(DialogHeader.Kind.JOIN, value, side, dialogs));
    }

    private static Optional<Rejection> check(DialogHeader.Kind kind, String value, Side side,
            DialogTranslator dialogs) {
        Optional<DialogHeader> named = DialogHeader.parse(kind, value);
        if (named.isEmpty()) {
            return Optional.of(new Rejection.BadRequest("Malformed " + kind.header()));
        }
        Optional<DialogPair> ours = meant(side, named.get().dialog(), dialogs);
        if (translate(side, named.get(), dialogs).isEmpty()) {
            return Optional.of(new Rejection.NoDialog());
        }
        return named.get().earlyOnly() && ours.filter(DialogPair::confirmed).isPresent()
                ? Optional.of(new Rejection.NoLongerEarly())
                : Optional.empty();
    }

    /** To a phone: only a dialog of that phone's can be meant, and by its own end. */
    private static Optional<DialogPair> meant(Side side, DialogRef named, DialogTranslator dialogs) {
        return side == Side.ICP ? dialogs.findHeld(side, named) : dialogs.find(side, named);
    }

    private static Optional<DialogHeader> translate(Side side, DialogHeader named, DialogTranslator dialogs) {
        return (side == Side.ICP
                ? dialogs.translateHeld(side, named.dialog())
                : dialogs.translate(side, named.dialog())).map(named::with);
    }

    /**
     * What an INVITE replaces or joins, in the words of the other side: empty when it names nothing, or something that has
     * ended since the {@linkplain #check check}.
     */
    static Optional<DialogHeader> named(SipRequest invite, Side side, DialogTranslator dialogs) {
        return replacing(invite).flatMap(named -> translate(side, named, dialogs));
    }

    /** Whether an INVITE replaces or joins anything. */
    static boolean isReplacing(SipRequest invite) {
        return replacing(invite).isPresent();
    }

    private static Optional<DialogHeader> replacing(SipRequest invite) {
        return Stream.of(DialogHeader.Kind.REPLACES, DialogHeader.Kind.JOIN)
                .flatMap(kind -> invite.headers(kind.header()).stream()
                        .flatMap(value -> DialogHeader.parse(kind, value).stream()))
                .findFirst();
    }

    /** The call of ours that an INVITE of a PBX replaces or joins: its phone is who must get it. */
    static Optional<DialogPair> replaced(SipRequest invite, DialogTranslator dialogs) {
        return replacing(invite).flatMap(header -> meant(Side.ICP, header.dialog(), dialogs));
    }

    /** Lays what may pass of a request over {@code to}, translated. */
    public static void pass(SipRequest from, AddressMap addresses, DialogTranslator dialogs, MessageBuilder<?> to) {
        for (DialogHeader.Kind kind : DialogHeader.Kind.values()) {
            if (from.has(kind.header())) {
                from.headers(kind.header()).stream().limit(1)
                        .flatMap(value -> DialogHeader.parse(kind, value).stream())
                        .flatMap(named -> dialogs.translate(addresses.from(), named.dialog()).map(named::with).stream())
                        .forEach(there -> to.set(kind.header(), there));
            }
        }
        from.header(REFERRED_BY).flatMap(NameAddr::parse).filter(by -> addresses.isOfThatSide(by.uri()))
                .flatMap(addresses::address).ifPresent(by -> to.set(REFERRED_BY, by));
        for (String option : from.headers(HeaderName.REQUIRE)) {
            String name = option.toLowerCase(Locale.ROOT);
            if (CARRIED.contains(name)) {
                to.add(HeaderName.REQUIRE, name);
            }
        }
        passSupport(from, to);
    }

    /** The option tags that the peer supports, out of those which we carry, behind our own. */
    static void passSupport(SipMessage from, MessageBuilder<?> to) {
        for (String option : CARRIED) {
            if (from.lists(HeaderName.SUPPORTED, option)) {
                to.add(HeaderName.SUPPORTED, option);
            }
        }
    }

    /**
     * Takes what the peer of the other leg says of itself in Allow and in its Contact over into ours on {@code leg}; a
     * conference's is named by it besides, so that whoever subscribes to it finds this one (RFC 4579 §5.1). What a message
     * does not say stays as it was.
     */
    static void show(CallLeg leg, SipMessage like, DialogTranslator dialogs) {
        leg.noteAllowOfOther(like);
        if (!like.has(HeaderName.CONTACT)) {
            return;
        }
        Optional<NameAddr> theirs = like.contacts().stream().findFirst();
        NameAddr contact = NameAddr.of(leg.bareContact());
        if (theirs.filter(found -> found.parameters().has(FOCUS)).isPresent()) {
            Optional<SipUri> focus = theirs.flatMap(NameAddr::sipUri);
            contact = NameAddr.of(focus.map(uri -> dialogs.naming(leg.bareContact(), leg.side().opposite(), uri))
                    .orElse(leg.bareContact()));
        }
        for (String feature : FEATURES) {
            Optional<String> value = theirs.flatMap(found -> found.parameters().get(feature))
                    .filter(said -> SIMPLE.matcher(said).matches());
            if (value.isPresent()) {
                contact = contact.withParameter(feature, value.get().isEmpty() ? "" : "\"" + value.get() + "\"");
            }
        }
        leg.show(contact);
    }
}
