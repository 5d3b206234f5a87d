package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPeer;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.script.SipValue;
import io.sbc.kit.sip.TracedMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What two scripted sides told each other by way of the SBC since a test began: nothing that is of one side only reached the
 * other (SIP-10), in headers or in bodies. Of one side are its Call-IDs, tags, branches and SRTP keys, whoever chose them, and the
 * addresses of its peers; of the PBXs their domains and product besides.
 */
final class SidesApart {
    /** Tags shorter than this are words that a test chose, and may be found anywhere. */
    private static final int TOKEN_MIN = 8;
    private static final Pattern KEY = Pattern.compile("inline:([A-Za-z0-9+/=]+)");

    private SidesApart() {}

    /** @param since on the clock of {@link System#nanoTime()} */
    static void assertHeld(List<ScriptedPhone> phones, List<ScriptedPbx> pbxs, long since) {
        Set<String> ofPhones = new HashSet<>();
        Set<String> ofPbxs = new HashSet<>();
        phones.forEach(phone -> ofPhones.addAll(secretsOf(phone, since)));
        phones.forEach(phone -> ofPhones.add(SipValue.hostPort(phone.contactUri())));
        pbxs.forEach(pbx -> ofPbxs.addAll(secretsOf(pbx, since)));
        pbxs.forEach(pbx -> ofPbxs.addAll(
                List.of(pbx.address().getAddress().getHostAddress(), pbx.domain(), ScriptedPbx.PRODUCT)));
        phones.forEach(phone -> assertNone(ofPbxs, phone, since));
        pbxs.forEach(pbx -> assertNone(ofPhones, pbx, since));
    }

    private static List<TracedMessage> messages(ScriptedPeer peer, long since) {
        return peer.trace().messages().stream().filter(message -> message.nanos() - since >= 0).toList();
    }

    private static Set<String> secretsOf(ScriptedPeer peer, long since) {
        Set<String> secrets = new HashSet<>();
        for (TracedMessage traced : messages(peer, since)) {
            SipText message = SipText.parse(traced.text().getBytes(StandardCharsets.UTF_8));
            List<String> tokens = new ArrayList<>(List.of(message.callId(), message.fromTag(), message.toTag()));
            message.values("Via").forEach(via -> SipValue.parameter(via, "branch").ifPresent(tokens::add));
            tokens.stream().filter(token -> token.length() >= TOKEN_MIN).forEach(secrets::add);
            Matcher key = KEY.matcher(message.body());
            while (key.find()) {
                secrets.add(key.group(1));
            }
        }
        return secrets;
    }

    private static void assertNone(Set<String> secrets, ScriptedPeer peer, long since) {
        for (TracedMessage message : messages(peer, since)) {
            if (!message.sent()) {
                secrets.forEach(secret -> assertFalse(message.text().contains(secret),
                        () -> secret + " of the other side reached " + peer.name() + ":\n" + message.text()));
            }
        }
    }
}
