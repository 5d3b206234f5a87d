package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.PbxDefinition;
import io.sbc.core.directory.Device;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.message.Via;
import io.sbc.core.sip.transport.Flow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Lesson 18, in call control: neither calls.maximum nor a missing registration is in the way of an emergency call. */
class EmergencyCallTest {

    private static boolean to112(SipRequest invite) {
        return invite.requestUri().startsWith("sip:112@");
    }

    /** Devices without a binding may call 112. */
    private record OpenContacts() implements SetContacts {

        @Override
        public SipUri contact(Flow flow, String user) {
            return SipUri.of(user, "192.0.2.1", 5061).withParameter("transport", "tls");
        }

        @Override
        public Optional<SipUri> withoutBinding(SipRequest invite, Device device, PbxDefinition pbx) {
            return to112(invite) ? Optional.of(SipUri.of("token", "10.0.0.1", 5080)) : Optional.empty();
        }
    }

    @RegisterExtension
    private final CallBench bench = new CallBench(new CallTotals(1, EmergencyCallTest::to112), new OpenContacts());

    @Test
    void shouldStartAnEmergencyCallWhenCallsMaximumIsReached() {
        Conversation.aliceWithPbx(bench);

        bench.bob.send(invite("2000", "z9hG4bKa"));
        bench.bob.takeResponse(503);
        bench.bob.send(invite("112", "z9hG4bKb"));

        assertEquals("sip:112@pbx.example", bench.pbx.takeRequest("INVITE").requestUri());
        assertEquals(2, bench.totals.calls());
        assertEquals(1, bench.counters.value(CallCounter.LIMIT_REACHED));
    }

    @Test
    void shouldTryThePbxForAnEmergencyCallThoughItFailedItsChecks() {
        bench.routes.down = bench.routes.hops;
        bench.routes.hops = List.of();

        bench.bob.send(invite("2000", "z9hG4bKa"));
        bench.bob.takeResponse(100);
        bench.bob.takeResponse(503);
        bench.bob.send(invite("112", "z9hG4bKb"));

        assertEquals("sip:112@pbx.example", bench.pbx.takeRequest("INVITE").requestUri());
    }

    /** Nobody else could serve: it is not given up before RFC 3261 does. */
    @Test
    void shouldGiveTheLastNodeOfAnEmergencyCallAllTheTime() {
        bench.bob.send(invite("112", "z9hG4bKb"));
        bench.bob.takeResponse(100);
        SipRequest atPbx = bench.pbx.takeRequest("INVITE");
        bench.pass(Duration.ofSeconds(30));
        assertTrue(bench.bob.inbox.isEmpty());

        bench.pbx.answer(atPbx, 486, "");

        bench.bob.takeResponse(486);
    }

    @Test
    void shouldStartAnEmergencyCallWhenNoMediaPortIsLeft() {
        bench.media.refuse = true;

        bench.bob.send(invite("2000", "z9hG4bKa"));
        bench.bob.takeResponse(100);
        bench.bob.takeResponse(503);
        bench.bob.send(invite("112", "z9hG4bKb"));

        assertEquals("sip:112@pbx.example", bench.pbx.takeRequest("INVITE").requestUri());
    }

    @Test
    void shouldCarryAnEmergencyCallOfADeviceThatIsNotRegisteredWhereThePolicySaysSo() {
        bench.bindings.all.clear();

        bench.bob.send(invite("2000", "z9hG4bKa").edit().set(HeaderName.PROXY_AUTHORIZATION, "right").build());
        bench.bob.takeResponse(403);
        bench.bob.send(invite("112", "z9hG4bKb").edit().set(HeaderName.PROXY_AUTHORIZATION, "right").build());

        SipRequest atPbx = bench.pbx.takeRequest("INVITE");
        assertEquals("token", atPbx.contacts().getFirst().sipUri().orElseThrow().user());
    }

    @Test
    void shouldStillAskADeviceThatIsNotRegisteredForItsPassword() {
        bench.bindings.all.clear();

        bench.bob.send(invite("112", "z9hG4bKa"));

        bench.bob.takeResponse(407);
    }

    private SipRequest invite(String number, String branch) {
        SipRequest invite = bench.bob.invite("sip:" + number + "@set.example", "sip:1*006@set.example",
                "sip:" + number + "@set.example", Sdp.phoneOffer());
        Via via = invite.topmostVia();
        return invite.edit().set(HeaderName.VIA, via.withParameter("branch", branch)).set(HeaderName.CALL_ID, branch)
                .build();
    }
}
