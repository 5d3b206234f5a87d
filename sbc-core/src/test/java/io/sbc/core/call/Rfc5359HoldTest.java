package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.Protection;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.api.Test;

/** RFC 5359 §2.1 to §2.3: the ways to hold a call. */
class Rfc5359HoldTest {

    @RegisterExtension
    private final CallBench bench = new CallBench();

    private static String body(SipMessage message) {
        return new String(message.body(), StandardCharsets.UTF_8);
    }

    private EndpointPlan lastSet() {
        return bench.media.only().applied.getLast().streams().getFirst().set().orElseThrow();
    }

    @ParameterizedTest
    @CsvSource({"a=sendrecv,a=sendonly,a=sendonly,a=recvonly,true", "a=sendrecv,a=inactive,a=inactive,a=inactive,false",
        "c=IN IP4 198.51.100.7,c=IN IP4 0.0.0.0,a=sendonly,a=recvonly,true"})
    @DisplayName("RFC 5359 §2.1: hold by sendonly, inactive and c=0.0.0.0; the phone gets nothing, keys stay")
    void shouldHoldInEveryWay(String from, String to, String offered, String answered, boolean phoneSends) {
        Conversation call = Conversation.aliceWithPbx(bench);
        Protection before = lastSet().send();

        call.phone.send(call.phone.inviteAgain(Sdp.phoneHold().replace("a=sendonly", "a=sendrecv").replace(from, to)));
        call.phone.takeResponse(100);
        SipRequest hold = call.pbx.takeRequest("INVITE");
        assertTrue(body(hold).contains(offered), body(hold));
        call.pbx.answer(hold, 200, Sdp.pbxAnswer().replace("a=sendrecv", answered));
        call.pbx.takeRequest("ACK");
        SipResponse ok = call.phone.takeResponse(200);
        call.phone.send(call.phone.ack(ok, ""));

        assertEquals(phoneSends, lastSet().sends());
        assertEquals(false, lastSet().receives());
        call.phone.send(call.phone.inviteAgain(Sdp.phoneRetrieve()));
        call.phone.takeResponse(100);
        call.pbx.answer(call.pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer());
        call.pbx.takeRequest("ACK");
        call.phone.send(call.phone.ack(call.phone.takeResponse(200), ""));
        assertTrue(lastSet().sends() && lastSet().receives());
        assertEquals(before, lastSet().send(), "our key and its rollover counter survive the hold");
        call.endByPhone();
    }

    @Test
    @DisplayName("RFC 5359 §2.2: consultation hold, two dialogs of one phone that do not disturb each other")
    void shouldKeepTwoCallsOfOnePhoneApart() {
        Conversation first = Conversation.aliceWithPbx(bench);
        String firstCallId = first.phone.callId;
        String firstLocal = first.phone.local;
        String firstRemote = first.phone.remote;
        String firstTarget = first.phone.target;
        first.phone.send(first.phone.inviteAgain(Sdp.phoneHold()));
        first.phone.takeResponse(100);
        first.pbx.answer(first.pbx.takeRequest("INVITE"), 200, Sdp.pbxAnswer().replace("a=sendrecv", "a=recvonly"));
        first.pbx.takeRequest("ACK");
        first.phone.send(first.phone.ack(first.phone.takeResponse(200), ""));

        Conversation second = Conversation.aliceWithPbx(bench);

        assertNotEquals(firstCallId, second.phone.callId);
        assertEquals(2, bench.totals.calls());
        assertEquals(4, bench.totals.dialogs());
        second.phone.send(second.phone.request("BYE").build());
        second.phone.takeResponse(200);
        second.pbx.answer(second.pbx.takeRequest("BYE"), 200, "");
        first.phone.callId = firstCallId;
        first.phone.local = firstLocal;
        first.phone.remote = firstRemote;
        first.phone.target = firstTarget;
        first.phone.send(first.phone.inviteAgain(Sdp.phoneRetrieve()));
        first.phone.takeResponse(100);
        SipRequest retrieve = first.pbx.takeRequest("INVITE");
        first.pbx.answer(retrieve, 200, Sdp.pbxAnswer());
        first.pbx.takeRequest("ACK");
        first.phone.send(first.phone.ack(first.phone.takeResponse(200), ""));
        first.phone.send(first.phone.request("BYE").build());
        first.phone.takeResponse(200);
        first.pbx.answer(first.pbx.takeRequest("BYE"), 200, "");
        bench.assertNothingLeft();
    }

    @Test
    @DisplayName("RFC 5359 §2.3: music on hold from a third address")
    void shouldCarryMusicOnHoldOfAThirdParty() {
        Conversation call = Conversation.pbxWithBob(bench);

        call.pbx.send(call.pbx.inviteAgain(Sdp.pbxHold().replace("10.0.0.9", "10.0.0.200")));

        call.pbx.takeResponse(100);
        call.phone.answer(call.phone.takeRequest("INVITE"), 200, Sdp.phoneAnswer().replace("a=sendrecv", "a=recvonly"));
        call.phone.takeRequest("ACK");
        call.pbx.send(call.pbx.ack(call.pbx.takeResponse(200), ""));
        EndpointPlan icp = bench.media.only().applied.getLast().streams().getFirst().icp().orElseThrow();
        assertEquals("10.0.0.200", icp.remoteRtp().orElseThrow().getHostString());
        assertEquals(false, lastSet().sends());
        call.endByPhone();
    }
}
