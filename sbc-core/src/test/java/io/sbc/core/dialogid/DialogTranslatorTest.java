package io.sbc.core.dialogid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipUri;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DialogTranslatorTest {

    private final DialogTranslator dialogs = new DialogTranslator(new DialogIds(10),
            new DialogSeal("sixteen octets!!".getBytes(StandardCharsets.US_ASCII)));
    private final SipUri ours = SipUri.of("8203", "sbc.example", 5061);

    private static SipUri uri(String text) {
        return SipUri.parse(text).orElseThrow();
    }

    /** RFC 4579 §5.1: whoever subscribes to the Contact of a conference means that one. */
    @Test
    void shouldNameFocusWithoutShowingIt() {
        SipUri focus = uri("sip:conf-7@10.0.0.9:5070;transport=tcp");

        SipUri named = dialogs.naming(ours, Side.ICP, focus);

        assertTrue(named.equivalent(ours), named.toString());
        assertFalse(named.toString().contains("10.0.0.9"));
        assertFalse(named.toString().contains("conf-7"));
        assertEquals(Optional.of(focus), dialogs.focus(Side.ICP, uri(named.toString())));
    }

    @Test
    void shouldNotTakeFocusOfTheAskingSideForOneOfTheOther() {
        SipUri named = dialogs.naming(ours, Side.SET, uri("sip:conf-7@192.0.2.1"));

        assertTrue(dialogs.focus(Side.ICP, named).isEmpty());
    }

    @Test
    void shouldNotTakeWhatItDidNotName() {
        assertTrue(dialogs.focus(Side.ICP, ours).isEmpty());
        assertTrue(dialogs.focus(Side.ICP, ours.withParameter("conference", "")).isEmpty());
        assertTrue(dialogs.focus(Side.ICP, ours.withParameter("conference", "7")).isEmpty());
    }

    @Test
    void shouldLeaveOutNameThatIsTooLong() {
        assertEquals(ours, dialogs.naming(ours, Side.SET, SipUri.of("c".repeat(300), "192.0.2.1")));
    }
}
