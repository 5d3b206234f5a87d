package io.sbc.e2e;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;

/** A call that stands between a scripted phone and the scripted PBX: the SBC's two legs, each seen from its other end. */
record ScriptedCall(ScriptedDialog phone, ScriptedDialog pbx) {

    /** Called by the phone, answered by the PBX. */
    static ScriptedCall fromPhone(FlowStage stage, ScriptedPhone phone, String number) {
        Exchange calling = phone.invite(number, Descriptions.phoneOffer());
        Incoming invite = stage.pbx().awaitInvite(number);
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(stage.pbx(), invite.request().body()));
        return new ScriptedCall(calling.answered(), callee);
    }

    /** Called by the PBX, answered by the phone. */
    static ScriptedCall fromPbx(FlowStage stage, ScriptedPhone phone, String caller) {
        Exchange calling = stage.pbx().invite(phone.user(), caller, Descriptions.pbxOffer(stage.pbx()));
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(200, Descriptions.phoneAnswer(invite.request().body()));
        ScriptedDialog calls = calling.answered();
        invite.awaitAck();
        return new ScriptedCall(invite.dialog(), calls);
    }

    void endByPhone() {
        Exchange bye = phone.send("BYE");
        pbx.awaitBye();
        bye.await(200);
    }

    void endByPbx() {
        Exchange bye = pbx.send("BYE");
        phone.awaitBye();
        bye.await(200);
    }
}
