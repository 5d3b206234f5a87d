package io.sbc.core.call;

import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;

/** Calls that stand, for tests of what comes afterwards. */
final class Conversation {

    final CallBench bench;
    final ScriptedPeer phone;
    final ScriptedPeer pbx;

    private Conversation(CallBench bench, ScriptedPeer phone) {
        this.bench = bench;
        this.phone = phone;
        this.pbx = bench.pbx;
    }

    /** Alice has called the PBX and talks. */
    static Conversation aliceWithPbx(CallBench bench) {
        ScriptedPeer alice = bench.alice;
        alice.send(alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1006@set.example",
                Sdp.phoneOffer()));
        SipRequest invite = bench.pbx.takeRequest("INVITE");
        bench.pbx.answer(invite, 200, Sdp.pbxAnswer());
        bench.pbx.takeRequest("ACK");
        alice.takeResponse(100);
        SipResponse ok = alice.takeResponse(200);
        alice.send(alice.ack(ok, ""));
        return new Conversation(bench, alice);
    }

    /** The PBX has called Bob and talks. */
    static Conversation pbxWithBob(CallBench bench) {
        bench.pbx.send(bench.pbx.invite("sip:token-1006@10.0.0.1:5080;transport=udp", "sip:2000@pbx.example",
                "sip:1006@pbx.example", Sdp.pbxOffer()));
        SipRequest invite = bench.bob.takeRequest("INVITE");
        bench.bob.answer(invite, 200, Sdp.phoneAnswer());
        bench.bob.takeRequest("ACK");
        bench.pbx.takeResponse(100);
        SipResponse ok = bench.pbx.takeResponse(200);
        bench.pbx.send(bench.pbx.ack(ok, ""));
        return new Conversation(bench, bench.bob);
    }

    /** The phone hangs up, and nothing is left. */
    void endByPhone() {
        phone.send(phone.request("BYE").build());
        phone.takeResponse(200);
        pbx.answer(pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }
}
