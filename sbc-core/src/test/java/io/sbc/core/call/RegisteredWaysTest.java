package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.core.directory.Device;
import io.sbc.core.registrar.Binding;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls take the ways that came with a registration. */
class RegisteredWaysTest {

    private static final NameAddr HOP = NameAddr.parse("<sip:p1.pbx.example;lr>").orElseThrow();
    private static final NameAddr EDGE = NameAddr.parse("<sip:edge.hotel.example;lr;ob>").orElseThrow();

    @RegisterExtension
    private final CallBench bench = new CallBench();

    private SipRequest pbxInvite(String requestUri, String to) {
        return bench.pbx.invite(requestUri, "sip:2000@pbx.example", to, Sdp.pbxOffer());
    }

    @Test
    @DisplayName("RFC 3608 §6.1: the PBX's Service-Route is the Route of the device's calls")
    void shouldFollowTheServiceRouteOfThePbx() {
        bench.bindings.serviceRoutes.put("token-1001", List.of(HOP));

        bench.alice.send(bench.alice.invite("sip:2000@set.example", "sip:alice@set.example", "sip:x@set.example",
                Sdp.phoneOffer()));

        SipRequest invite = bench.pbx.takeRequest("INVITE");
        assertEquals(List.of(HOP.toString()), invite.headers(HeaderName.ROUTE));
        assertEquals("sip:2000@pbx.example", invite.requestUri());
    }

    @Test
    @DisplayName("RFC 3327 §5.4: the Path of a phone is the Route of calls to it")
    void shouldFollowThePathOfAPhone() {
        Binding direct = bench.bindings.all.stream().filter(binding -> binding.device().icpUser().equals("1006"))
                .findFirst().orElseThrow();
        bench.bindings.all.remove(direct);
        bench.bindings.add(new Binding(direct.device(), direct.contact(), direct.flow(), direct.icpContact(),
                direct.expiresAtNanos(), List.of(EDGE)));

        bench.pbx.send(pbxInvite(direct.icpContact().toString(), "sip:1006@pbx.example"));

        assertEquals(List.of(EDGE.toString()), bench.bob.takeRequest("INVITE").headers(HeaderName.ROUTE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE", "PUBLISH", "REFER"})
    @DisplayName("RFC 3608 §6.1: and of what it asks outside calls")
    void shouldFollowTheServiceRouteOutsideCalls(String method) {
        bench.bindings.serviceRoutes.put("token-1001", List.of(HOP));

        bench.alice.send(asked(bench.alice, method, "sip:alice@set.example", "sip:2000@set.example"));

        SipRequest request = bench.pbx.takeRequest(method);
        assertEquals(List.of(HOP.toString()), request.headers(HeaderName.ROUTE));
        assertEquals("sip:2000@pbx.example", request.requestUri());
    }

    @ParameterizedTest
    @ValueSource(strings = {"MESSAGE", "SUBSCRIBE", "NOTIFY", "REFER"})
    @DisplayName("RFC 3327 §5.4: and of what the PBX asks a phone outside calls")
    void shouldFollowThePathOfAPhoneOutsideCalls(String method) {
        Binding direct = bench.bindings.all.stream().filter(binding -> binding.device().icpUser().equals("1006"))
                .findFirst().orElseThrow();
        bench.bindings.all.remove(direct);
        bench.bindings.add(new Binding(direct.device(), direct.contact(), direct.flow(), direct.icpContact(),
                direct.expiresAtNanos(), List.of(EDGE)));

        bench.pbx.send(asked(bench.pbx, method, "sip:2000@pbx.example", direct.icpContact().toString()));

        assertEquals(List.of(EDGE.toString()), bench.bob.takeRequest(method).headers(HeaderName.ROUTE));
    }

    /** A request outside a dialog with what its method needs. */
    private static SipRequest asked(ScriptedPeer peer, String method, String from, String to) {
        SipRequest.Builder request = Watching.outside(peer, method, from, to);
        return switch (method) {
            case "REFER" -> request.set(HeaderName.of("Refer-To"), "<" + from + ">").build();
            case "MESSAGE" -> request.body("text/plain", new byte[]{'?'}).build();
            case "NOTIFY" -> request.set(HeaderName.of("Event"), "message-summary")
                    .set(HeaderName.of("Subscription-State"), "active").build();
            default -> request.set(HeaderName.of("Event"), "presence").build();
        };
    }

    @Test
    @DisplayName("a device that the PBX holds and no phone is there for: 480, whatever To says")
    void shouldAnswer480ForADeviceWhosePhonesAreNotBack() {
        Device bob = bench.bindings.all.stream().map(Binding::device)
                .filter(device -> device.icpUser().equals("1006")).findFirst().orElseThrow();
        bench.bindings.all.removeIf(binding -> binding.device().equals(bob));
        bench.bindings.absent.put("token-1006", bob.id());

        bench.pbx.send(pbxInvite("sip:token-1006@10.0.0.1:5080", "sip:9999@pbx.example"));
        bench.pbx.takeResponse(480);
        bench.pbx.send(pbxInvite("sip:token-7777@10.0.0.1:5080", "sip:9999@pbx.example"));
        bench.pbx.takeResponse(404);
    }
}
