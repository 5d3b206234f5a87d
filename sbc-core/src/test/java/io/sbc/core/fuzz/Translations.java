package io.sbc.core.fuzz;

import static io.sbc.core.fuzz.Surfaces.hold;
import static io.sbc.core.fuzz.Surfaces.text;

import io.sbc.core.Side;
import io.sbc.core.dialogid.DialogIds;
import io.sbc.core.dialogid.DialogSeal;
import io.sbc.core.dialogid.DialogTranslator;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import io.sbc.core.registrar.BindingTable;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.translate.AddressMap;
import io.sbc.core.translate.EventBodies;
import io.sbc.core.translate.ReferTo;
import io.sbc.core.translate.Sipfrag;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What one side says about the other's addresses, read and written anew: whatever the octets, what comes out is of the same
 * grammar, and of the PBX's machines, {@value #SECRET} in all inputs that we begin with, a phone hears nothing (SIP-10).
 */
final class Translations {

    private static final String SECRET = "10.9.8.7";
    private static final String XML = "application/dialog-info+xml";

    private static final DialogTranslator DIALOGS = new DialogTranslator(new DialogIds(1),
            new DialogSeal(new byte[32]));
    private static final Device DEVICE = new Device(new DeviceId(1), "a@example.com", DeviceKind.MOBILE, "1*006",
            new DigestHa1("sbc", "0".repeat(32), "0".repeat(64)), "6#1", "6#1", new Secret("x"), "pbx", true);
    private static final AddressMap TO_PBX = new AddressMap(Side.SET, "set.example", "pbx.example", DEVICE,
            new BindingTable());
    private static final AddressMap TO_PHONE = TO_PBX.reversed();
    private static final EventBodies BODIES = new EventBodies(DIALOGS);

    private Translations() {}

    /** XML bodies of events: what is written is read again, and by then nothing is left to change in its form. */
    static void xml(byte[] octets) {
        for (AddressMap addresses : List.of(TO_PHONE, TO_PBX)) {
            if (BODIES.translate(XML, octets, addresses) instanceof EventBodies.Outcome.Translated translated) {
                hold(BODIES.translate(XML, translated.body(), addresses) instanceof EventBodies.Outcome.Translated,
                        "the translation cannot be read");
                hold(addresses.from() == Side.SET || !text(translated.body()).contains(SECRET),
                        "a machine of the PBX is told");
            }
        }
    }

    /** Refer-To: what goes on is one address at the other side's domain, and no line of its own. */
    static void referTo(String text) {
        NameAddr.parse(text).ifPresent(address -> {
            for (AddressMap addresses : List.of(TO_PHONE, TO_PBX)) {
                if (ReferTo.translate(address, addresses, DIALOGS) instanceof ReferTo.Outcome.Translated translated) {
                    String written = translated.referTo().toString();
                    hold(written.chars().noneMatch(c -> c == '\r' || c == '\n'), "Refer-To breaks a line");
                    hold(NameAddr.parse(written).equals(Optional.of(translated.referTo())),
                            "Refer-To reads differently: " + written);
                    hold(translated.referTo().sipUri().map(SipUri::host).filter(Translations::isForeign).isEmpty(),
                            "another host: " + written);
                }
            }
        });
    }

    private static boolean isForeign(String host) {
        return !host.equals("set.example") && !host.equals("pbx.example") && !host.equals("anonymous.invalid");
    }

    /** A fragment becomes one status line, which stays as it is; a summary of messages may have several lines. */
    static void sipfrag(byte[] octets) {
        Sipfrag.statusLine(octets).ifPresent(line -> {
            String written = new String(line, StandardCharsets.UTF_8);
            hold(written.indexOf("\r\n") == written.length() - 2 && written.indexOf('\n') == written.length() - 1,
                    "more than a line: " + written);
            hold(Sipfrag.statusLine(line).filter(same -> Arrays.equals(same, line)).isPresent(),
                    "fragment reads differently: " + written);
            hold(!written.contains(SECRET), "a machine of the PBX is told");
        });
        if (BODIES.translate("application/simple-message-summary", octets,
                TO_PHONE) instanceof EventBodies.Outcome.Translated summary) {
            hold(!text(summary.body()).contains(SECRET), "a machine of the PBX is told");
        }
    }
}
