package io.sbc.e2e;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;

/**
 * Calls with audio both ways, as they go when all is well: half a second of it at least, and both parties' RTCP. Each returns the Call-ID of the
 * caller's leg.
 */
final class GoodTalks {

    private static final String PBX = "pbx";

    /** Packets of 20 ms; the first RTCP goes after half a second. */
    private static final int ENOUGH = 15;

    private static final Talk.Answering AT_ONCE = (invite, sdp) -> {
        invite.respond(180);
        invite.respond(200, sdp);
        return invite.dialog();
    };

    /** Two phones of the PBX ring, with tags of their own; the second answers (RFC 3261 §13.2.2.4). */
    private static final Talk.Answering BY_THE_SECOND_FORK = (invite, sdp) -> {
        invite.respond(invite.response(180, "first-fork"));
        invite.respond(invite.response(180, "second-fork"));
        invite.respond(invite.response(200, "second-fork").sdp(sdp));
        return invite.dialog("second-fork");
    };

    private GoodTalks() {}

    static String plain(SbcStage stage, ScriptedPhone phone, String number) throws IOException {
        try (Talk talk = Talk.heard(stage, phone, PBX, number, AT_ONCE)) {
            return ended(talk);
        }
    }

    static String forked(SbcStage stage, ScriptedPhone phone, String number) throws IOException {
        try (Talk talk = Talk.heard(stage, phone, PBX, number, BY_THE_SECOND_FORK)) {
            return ended(talk);
        }
    }

    static String withoutOfferOfPhone(SbcStage stage, ScriptedPhone phone, String number) throws IOException {
        try (Talk talk = Talk.withoutOfferOfPhone(stage, phone, PBX, number)) {
            return ended(talk);
        }
    }

    static String withoutOfferOfPbx(SbcStage stage, ScriptedPhone phone, String number) throws IOException {
        try (Talk talk = Talk.withoutOfferOfPbx(stage, phone, PBX, number)) {
            return ended(talk);
        }
    }

    /** On hold neither sends; taken back, both are heard again. */
    static String held(SbcStage stage, ScriptedPhone phone, String number) throws IOException {
        try (Talk talk = Talk.heard(stage, phone, PBX, number, AT_ONCE)) {
            talk.reinvite(Direction.INACTIVE);
            talk.bob().pause();
            talk.alice().endpoint().setSending(false);
            talk.reinvite(Direction.SENDRECV);
            talk.bob().resume();
            talk.alice().endpoint().setSending(true);
            talk.alice().endpoint().awaitMore(ENOUGH);
            return ended(talk);
        }
    }

    /** The phone sends the PBX's party elsewhere, hears that it went well, and hangs up (RFC 5589 §6.1). */
    static String transferred(SbcStage stage, ScriptedPhone phone, String number) throws IOException {
        try (Talk talk = Talk.heard(stage, phone, PBX, number, AT_ONCE)) {
            Exchange referring = talk.caller().send(talk.caller().request("REFER").and("Refer-To",
                    "<sip:8002@localhost>"));
            talk.callee().await("REFER").respond(202);
            referring.await(202);
            notified(talk, "active;expires=60", "SIP/2.0 100 Trying");
            notified(talk, "terminated;reason=noresource", "SIP/2.0 200 OK");
            return ended(talk);
        }
    }

    private static void notified(Talk talk, String state, String fragment) {
        ScriptedDialog callee = talk.callee();
        SipText notify = callee.request("NOTIFY").and("Event", "refer").and("Subscription-State", state)
                .body("message/sipfrag", fragment + "\r\n");
        Exchange sent = callee.send(notify);
        talk.caller().await("NOTIFY").respond(200);
        sent.await(200);
    }

    /** Both press keys; the tones go as events (RFC 4733). */
    static String withTonesInMedia(SbcStage stage, ScriptedPhone phone, String number) throws IOException {
        try (Talk talk = Talk.heard(stage, phone, PBX, number, AT_ONCE)) {
            talk.alice().endpoint().sendEvent(Talk.EVENTS, 5);
            talk.bob().endpoint().sendEvent(Talk.EVENTS, 11);
            talk.alice().endpoint().awaitMore(ENOUGH);
            return ended(talk);
        }
    }

    static String withTonesByInfo(SbcStage stage, ScriptedPhone phone, String number) throws IOException {
        try (Talk talk = Talk.heard(stage, phone, PBX, number, AT_ONCE)) {
            Exchange info = talk.caller().send(talk.caller().request("INFO").body("application/dtmf-relay",
                    "Signal=5\r\nDuration=160\r\n"));
            talk.callee().await("INFO").respond(200);
            info.await(200);
            return ended(talk);
        }
    }

    private static String ended(Talk talk) {
        talk.bob().endpoint().awaitMore(ENOUGH);
        talk.hangUp();
        return talk.callId();
    }
}
