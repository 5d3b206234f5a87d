package io.sbc.core.translate;

import io.sbc.core.dialogid.DialogHeader;
import io.sbc.core.dialogid.DialogRef;
import io.sbc.core.dialogid.DialogTranslator;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.Parameters;
import io.sbc.core.sip.message.SipUri;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Refer-To (RFC 3515 §2.1) in the words of the other side: the target's user at its domain, the dialog that Replaces or
 * Join embeds as it is called there, the method, and of the other embedded fields those which hold no address.
 */
public final class ReferTo {

    /** What came of it. */
    public sealed interface Outcome {

        record Translated(NameAddr referTo) implements Outcome {}

        record Malformed() implements Outcome {}

        /** Neither SIP nor a telephone number. */
        record UnsupportedScheme() implements Outcome {}

        /** Replaces or Join names a dialog that is not known here (any more). */
        record UnknownDialog() implements Outcome {}
    }

    private static final String METHOD = "method";
    private static final Set<String> HARMLESS = Set.of("require", "supported", "subject", "priority", "accept-contact");

    private ReferTo() {}

    /** Translates. */
    public static Outcome translate(NameAddr referTo, AddressMap addresses, DialogTranslator dialogs) {
        Optional<SipUri> uri = referTo.sipUri();
        if (uri.isEmpty()) {
            return addresses.address(referTo).<Outcome>map(Outcome.Translated::new)
                    .orElseGet(Outcome.UnsupportedScheme::new);
        }
        Optional<UriHeaders> headers = UriHeaders.parse(uri.get().headers());
        return headers.isEmpty()
                ? new Outcome.Malformed()
                : translate(referTo, uri.get(), headers.get(), addresses, dialogs);
    }

    private static Outcome translate(NameAddr referTo, SipUri uri, UriHeaders headers, AddressMap addresses,
            DialogTranslator dialogs) {
        List<UriHeaders.Field> passed = new ArrayList<>();
        for (UriHeaders.Field field : headers.fields()) {
            Optional<DialogHeader.Kind> kind = DialogHeader.Kind.of(field.name());
            if (kind.isPresent()) {
                Optional<DialogHeader> named = DialogHeader.parse(kind.get(), field.value());
                if (named.isEmpty()) {
                    return new Outcome.Malformed();
                }
                Optional<DialogRef> there = dialogs.translate(addresses.from(), named.get().dialog());
                if (there.isEmpty()) {
                    return new Outcome.UnknownDialog();
                }
                passed.add(new UriHeaders.Field(field.name(), named.get().with(there.get()).toString()));
            } else if (HARMLESS.contains(field.name().toLowerCase(Locale.ROOT))) {
                passed.add(field);
            }
        }
        SipUri target = addresses.map(uri);
        if (uri.parameters().has(METHOD)) {
            target = target.withParameter(METHOD, uri.parameters().get(METHOD).orElse(""));
        }
        SipUri whole = new SipUri(target.secure(), target.user(), target.host(), target.port(), target.parameters(),
                new UriHeaders(passed).toString());
        return new Outcome.Translated(
                new NameAddr(AddressMap.shown(referTo.displayName()), whole.toString(), Parameters.NONE));
    }
}
