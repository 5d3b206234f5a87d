package io.sbc.core.call;

import static io.sbc.core.call.Watching.EVENT;
import static io.sbc.core.call.Watching.aliceWatches;
import static io.sbc.core.call.Watching.body;
import static io.sbc.core.call.Watching.notice;
import static io.sbc.core.call.Watching.subscribe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The dialog event package (RFC 4235) through us: lamps, and the ids by which a call is picked up (RFC 3891). */
class Rfc4235DialogEventTest {

    private static final String TYPE = "application/dialog-info+xml";
    private static final HeaderName REPLACES = HeaderName.of("Replaces");

    @RegisterExtension
    private final CallBench bench = new CallBench();
    private final ScriptedPeer alice = bench.alice;
    private final ScriptedPeer bob = bench.bob;
    private final ScriptedPeer pbx = bench.pbx;

    static String dialogInfo(String dialogs) {
        return """
                <?xml version="1.0"?>
                <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="1" state="full"
                    entity="sip:1006@10.0.0.9">
                %s</dialog-info>
                """.formatted(dialogs);
    }

    static String dialog(String callId, String local, String remote, String state) {
        return """
                  <dialog id="%1$s" call-id="%1$s" local-tag="%2$s" remote-tag="%3$s" direction="recipient">
                    <state>%4$s</state>
                    <duration>7</duration>
                    <local><identity display="Bob &amp; Co">sip:1006@pbx.example</identity>
                      <target uri="sip:token-1006@10.0.0.1:5080;transport=udp">
                        <param pname="+sip.rendering" pval="no"/></target></local>
                    <remote><identity>sip:2000@10.0.0.9</identity><target uri="sip:node1@10.0.0.9:5060"/>
                      <session-description type="application/sdp">c=IN IP4 10.0.0.9</session-description></remote>
                    <route-set><hop>&lt;sip:p1.pbx.example;lr&gt;</hop></route-set>
                  </dialog>
                """.formatted(callId, local, remote, state);
    }

    private String seen(String info) {
        pbx.send(notice(pbx, "dialog", "active;expires=500", TYPE, info).build());
        SipRequest notify = alice.takeRequest("NOTIFY");
        assertEquals(TYPE, notify.contentType().orElseThrow());
        alice.answer(notify, 200, "");
        pbx.takeResponse(200);
        return body(notify);
    }

    private static String attribute(String xml, String name) {
        Matcher matcher = Pattern.compile(" " + name + "=\"([^\"]*)\"").matcher(xml);
        assertTrue(matcher.find(), () -> name + " is not in " + xml);
        return matcher.group(1);
    }

    /** The PBX rings bob; alice watches him. Returns what alice sees. */
    @SuppressWarnings("ArgumentSelectionDefectChecker") // what is remote to the PBX is local to the phone that is watched
    private String ringing() {
        bench.pbx2.send(bench.pbx2.invite("sip:token-1006@10.0.0.1:5080;transport=udp", "sip:2000@pbx.example",
                "sip:1006@pbx.example", Sdp.pbxOffer()));
        bob.answer(bob.takeRequest("INVITE"), 180, "");
        bench.pbx2.takeResponse(100);
        bench.pbx2.join(bench.pbx2.takeResponse(180));
        aliceWatches(bench, "sip:1006@set.example", "dialog");
        // As the PBX sees its own dialog with bob's phone: bob is local to the entity that is watched.
        Parked ofPbx = Parked.of(bench.pbx2);
        return seen(dialogInfo(dialog(ofPbx.callId(), ofPbx.remoteTag(), ofPbx.localTag(), "early")));
    }

    @Test
    @DisplayName("§4.1 dialog ids and addresses in the XML are those of the watcher's side")
    void shouldTranslateIdsAndAddresses() {
        String seen = ringing();
        Parked ofBob = Parked.of(bob);

        assertEquals(ofBob.callId(), attribute(seen, "call-id"));
        assertEquals(ofBob.localTag(), attribute(seen, "local-tag"));
        assertEquals(ofBob.remoteTag(), attribute(seen, "remote-tag"));
        assertEquals("sip:1006@set.example", attribute(seen, "entity"));
        assertEquals("sip:1006@set.example", attribute(seen, "uri"));
        assertTrue(seen.contains("<state>early</state>"), seen);
        assertTrue(seen.contains("<identity>sip:2000@set.example</identity>"), seen);
        assertTrue(seen.contains("display=\"Bob &amp; Co\""), seen);
        assertTrue(seen.contains("pname=\"+sip.rendering\" pval=\"no\""), seen);
        assertFalse(seen.contains("10.0.0") || seen.contains("pbx.example") || seen.contains("session-description")
                || seen.contains("hop"), seen);
    }

    @Test
    @DisplayName("RFC 5359 §2.16 pickup by the ids of the NOTIFY")
    void shouldPickUpByTheIdsOfTheNotify() {
        String seen = ringing();
        Parked ofPbx = Parked.of(bench.pbx2);
        bench.pbx.inbox.clear();

        alice.send(alice.invite("sip:2000@set.example", "sip:alice@set.example", "sip:2000@set.example",
                Sdp.phoneOffer()).edit().set(REPLACES, attribute(seen, "call-id") + ";to-tag="
                        + attribute(seen, "local-tag") + ";from-tag=" + attribute(seen, "remote-tag") + ";early-only")
                .build());

        assertEquals(ofPbx.callId() + ";to-tag=" + ofPbx.remoteTag() + ";from-tag=" + ofPbx.localTag()
                + ";early-only", pbx.takeRequest("INVITE").header(REPLACES).orElseThrow());
    }

    @Test
    @DisplayName("a dialog in which we have no part: sealed ids, the same each time, that come back as they were")
    void shouldSealTheIdsOfDialogsBetweenOthers() {
        aliceWatches(bench, "sip:1006@set.example", "dialog");
        String info = dialogInfo(dialog("17-9@10.0.0.9", "as1", "as2", "confirmed"));
        String seen = seen(info);

        assertFalse(seen.contains("10.0.0"), seen);
        assertEquals(seen, seen(info));
        alice.send(alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer()).edit().set(REPLACES, attribute(seen, "call-id") + ";to-tag="
                        + attribute(seen, "local-tag") + ";from-tag=" + attribute(seen, "remote-tag"))
                .build());
        assertEquals("17-9@10.0.0.9;to-tag=as1;from-tag=as2",
                pbx.takeRequest("INVITE").header(REPLACES).orElseThrow());
    }

    @Test
    @DisplayName("§3.2 Event may name one dialog")
    void shouldTranslateTheDialogThatEventNames() {
        Conversation.aliceWithPbx(bench);
        Parked ofAlice = Parked.of(alice);
        Parked ofPbx = Parked.of(pbx);

        alice.send(subscribe(alice, "sip:1006@set.example", "dialog;call-id=" + ofAlice.callId() + ";to-tag="
                + ofAlice.remoteTag() + ";from-tag=" + ofAlice.localTag() + ";id=7").build());

        assertEquals("dialog;call-id=" + ofPbx.callId() + ";to-tag=" + ofPbx.localTag() + ";from-tag="
                + ofPbx.remoteTag() + ";id=7", pbx.takeRequest("SUBSCRIBE").header(EVENT).orElseThrow());
    }

    @Test
    @DisplayName("RFC 5359 §2.17 automatic redial: the watcher learns that the other is free")
    void shouldTellThatADialogHasEnded() {
        aliceWatches(bench, "sip:1006@set.example", "dialog");

        assertTrue(seen(dialogInfo(dialog("1", "2", "3", "terminated"))).contains("<state>terminated</state>"));
    }

    @Test
    void shouldRefuseXmlThatIsNotWellFormedOrHasADtd() {
        aliceWatches(bench, "sip:1006@set.example", "dialog");
        for (String bad : new String[]{"<dialog-info>", "no xml",
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><dialog-info>&e;</dialog-info>",
            "<!DOCTYPE x [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;\">]><dialog-info>&b;</dialog-info>",
            "<a>".repeat(40) + "</a>".repeat(40)}) {
            pbx.send(notice(pbx, "dialog", "active", TYPE, bad).build());
            pbx.takeResponse(400);
        }
        assertTrue(alice.inbox.isEmpty());
    }

    @Test
    @DisplayName("a PBX that is a proxy: the phone itself tells about its dialogs, and both directions are translated")
    void shouldLetThePbxWatchAPhone() {
        Conversation.pbxWithBob(bench);
        Parked ofBob = Parked.of(bob);
        Parked ofPbx = Parked.of(pbx);
        Watching.outside(bench.pbx2, "SUBSCRIBE", "sip:1001@pbx.example", "sip:token-1006@10.0.0.1:5080");
        bench.pbx2.send(bench.pbx2.request("SUBSCRIBE").set(EVENT, "dialog").set(HeaderName.EXPIRES, 600).build());
        SipRequest subscribe = bob.takeRequest("SUBSCRIBE");
        assertEquals("sip:1*006@198.51.100.8:40002;transport=tls", subscribe.requestUri());
        assertEquals("sip:1001@set.example", subscribe.from().uri());
        Watching.accept(bob, subscribe, 600);
        bench.pbx2.join(bench.pbx2.takeResponse(200));

        bob.send(notice(bob, "dialog", "active", TYPE, """
                <?xml version="1.0"?>
                <dialog-info xmlns="urn:ietf:params:xml:ns:dialog-info" version="0" state="full"
                    entity="sip:1*006@set.example"><dialog id="1" call-id="%s" local-tag="%s" remote-tag="%s">
                <state>confirmed</state></dialog></dialog-info>""".formatted(ofBob.callId(), ofBob.localTag(),
                ofBob.remoteTag())).build());
        String seen = body(bench.pbx2.takeRequest("NOTIFY"));

        assertEquals(ofPbx.callId(), attribute(seen, "call-id"));
        assertEquals(ofPbx.remoteTag(), attribute(seen, "local-tag"));
        assertEquals(ofPbx.localTag(), attribute(seen, "remote-tag"));
        assertEquals("sip:1006@pbx.example", attribute(seen, "entity"));
        assertFalse(seen.contains("set.example"), seen);
    }
}
