package io.sbc.core.dialogid;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.directory.DeviceId;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DialogIdsTest {

    private final DialogIds ids = new DialogIds(3);
    private final CallDialogs call = new CallDialogs(ids);
    private final DialogTranslator translator = new DialogTranslator(ids, new DialogSeal(new byte[32]));

    private static DialogPair pair(String set, String icp, boolean confirmed) {
        return new DialogPair(new DeviceId(1), leg(set), leg(icp), confirmed, Optional.empty());
    }

    /** {@code call/ours/theirs}. */
    private static LegId leg(String text) {
        String[] parts = text.split("/");
        return new LegId(parts[0], parts[1], parts[2]);
    }

    @Test
    void shouldTranslateBothTagsBothWays() {
        call.know(pair("c1/s/p", "c2/l/r", true));

        assertEquals(Optional.of(new DialogRef("c2", "r", "l")),
                translator.translate(Side.SET, new DialogRef("c1", "s", "p")));
        assertEquals(Optional.of(new DialogRef("c2", "l", "r")),
                translator.translate(Side.SET, new DialogRef("c1", "p", "s")));
        assertEquals(Optional.of(new DialogRef("c1", "p", "s")),
                translator.translate(Side.ICP, new DialogRef("c2", "l", "r")));
    }

    @Test
    void shouldTranslateADialogWhoseTagsAreNotAllNamed() {
        call.know(pair("c1/s/p", "c2/l/r", false));

        assertEquals(Optional.of(new DialogRef("c1", "p", "")),
                translator.translate(Side.ICP, new DialogRef("c2", "l", "")));
        assertEquals(Optional.of(new DialogRef("c1", "", "")),
                translator.translate(Side.ICP, new DialogRef("c2", "", "")));
    }

    @Test
    void shouldNotTakeOneForAnotherWithTheSameCallId() {
        call.know(pair("c1/s/p", "c2/l/r", false));

        assertTrue(translator.translate(Side.SET, new DialogRef("c1", "s", "x")).isEmpty());
        assertTrue(translator.translate(Side.SET, new DialogRef("c1", "p", "p")).isEmpty());
        assertTrue(translator.translate(Side.SET, new DialogRef("c2", "l", "r")).isEmpty(), "of the other side");
    }

    @Test
    void shouldKnowEachForkUntilOneIsConfirmed() {
        call.know(pair("c1/s/p", "c2/l/r1", false));
        call.know(pair("c1/s/p", "c2/l/r2", false));
        assertEquals(2, ids.size());

        call.know(pair("c1/s/p", "c2/l/r2", true));

        assertEquals(1, ids.size());
        assertTrue(ids.find(Side.ICP, new DialogRef("c2", "l", "r1")).isEmpty());
        assertTrue(ids.find(Side.ICP, new DialogRef("c2", "l", "r2")).orElseThrow().confirmed());
        call.close();
        call.close();
        assertEquals(0, ids.size());
    }

    @Test
    void shouldKeepToItsLimit() {
        for (int i = 0; i < 5; i++) {
            call.know(pair("c" + i + "/s/p", "d" + i + "/l/r", false));
        }
        assertEquals(3, ids.size());
        assertTrue(translator.translate(Side.SET, new DialogRef("c4", "s", "p")).isEmpty());

        call.close();
        assertEquals(0, ids.size());
    }

    @Test
    void shouldReadAndWriteTheHeaders() {
        DialogHeader replaces = DialogHeader.parse(DialogHeader.Kind.REPLACES,
                "a@b ; from-tag=f;early-only;to-tag=t").orElseThrow();
        assertEquals(new DialogRef("a@b", "t", "f"), replaces.dialog());
        assertEquals("a@b;to-tag=t;from-tag=f;early-only", replaces.toString());
        DialogHeader target = DialogHeader.parse(DialogHeader.Kind.TARGET_DIALOG, "a;local-tag=l;remote-tag=r")
                .orElseThrow();
        assertEquals(new DialogRef("a", "l", "r"), target.dialog());
        for (String bad : new String[]{"", "a", "a;to-tag=1", ";to-tag=1;from-tag=2", "a b;to-tag=1;from-tag=2",
            "a;to-tag=;from-tag=2", "a;to-tag=1;from-tag=2;to-tag=3", "a,b;to-tag=1;from-tag=2"}) {
            assertFalse(DialogHeader.parse(DialogHeader.Kind.REPLACES, bad).isPresent(), bad);
        }
    }
}
