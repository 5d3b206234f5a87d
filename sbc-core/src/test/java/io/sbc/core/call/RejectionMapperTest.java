package io.sbc.core.call;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.policy.TopologyPolicy;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RejectionMapperTest {

    private static final SipRequest INVITE = SipRequest.builder(SipMethod.INVITE, SipUri.of("x", "example.com"))
            .set(HeaderName.VIA, "SIP/2.0/UDP h;branch=z9hG4bK1").set(HeaderName.FROM, "<sip:a@b.example>;tag=1")
            .set(HeaderName.TO, "<sip:c@d.example>").set(HeaderName.CALL_ID, "1").set(HeaderName.CSEQ, "1 INVITE")
            .build();

    private final RejectionMapper mapper = new RejectionMapper(new TopologyPolicy("SBC"), new Random(3));

    private SipResponse response(Rejection rejection) {
        return mapper.toResponse(INVITE, rejection, "set.example").build();
    }

    private static SipResponse peer(int status) {
        return SipResponse.builder(status, "Whatever").set(HeaderName.CONTACT, "<sip:1009@10.0.0.9>").build();
    }

    @Test
    void shouldNameAStatusForEveryRejection() {
        Map<Class<?>, Integer> statuses = Stream.of(new Rejection.BadRequest("x"), new Rejection.Forbidden("x"),
                new Rejection.NotFound(), new Rejection.MethodNotAllowed(), new Rejection.NotImplemented(),
                new Rejection.TimedOut(), new Rejection.PbxSilent(), new Rejection.UnsupportedMediaType(),
                new Rejection.UnsupportedUriScheme(),
                new Rejection.BadExtension(List.of("100rel")), new Rejection.Unavailable(), new Rejection.NoDialog(),
                new Rejection.TooManyHops(), new Rejection.Merged(), new Rejection.Looped(), new Rejection.Cancelled(),
                new Rejection.NotAcceptable(305, "x"),
                new Rejection.RequestPending(), new Rejection.OutOfOrder(), new Rejection.TryLater(),
                new Rejection.Failed(), new Rejection.NotAcknowledged(), new Rejection.SessionIntervalTooSmall(90),
                new Rejection.SessionExpired(), new Rejection.TooLarge(), new Rejection.BadEvent(List.of("refer")),
                new Rejection.IntervalTooBrief(60), new Rejection.NoLongerEarly(), new Rejection.UnknownTarget(),
                new Rejection.Overloaded("x"), new Rejection.ByPeer(peer(486)))
                .collect(Collectors.toMap(Object::getClass, RejectionMapper::status));

        assertEquals(Rejection.class.getPermittedSubclasses().length, statuses.size());
        assertEquals(
                List.of(400, 403, 403, 404, 405, 408, 408, 408, 413, 415, 416, 420, 422, 423, 480, 481, 482, 482, 483,
                        486,
                        486, 487, 488,
                        489, 491, 500, 500, 500,
                        501, 503, 504),
                statuses.values().stream().sorted().toList());
    }

    @Test
    void shouldAddWhatTheStatusAsksFor() {
        assertTrue(response(new Rejection.MethodNotAllowed()).lists(HeaderName.ALLOW, "INVITE"));
        assertEquals("application/sdp",
                response(new Rejection.UnsupportedMediaType()).header(HeaderName.ACCEPT).orElseThrow());
        assertEquals("100rel, timer", response(new Rejection.BadExtension(List.of("100rel", "timer")))
                .header(HeaderName.UNSUPPORTED).orElseThrow());
        assertEquals("305 SBC \"No common codec\"", response(new Rejection.NotAcceptable(305, "No common codec"))
                .header(HeaderName.WARNING).orElseThrow());
        assertEquals("SBC", response(new Rejection.NotFound()).header(HeaderName.SERVER).orElseThrow());
    }

    /** Lesson 9: who was refused must not come back all at once. RFC 3261 §14.2: 0 to 10 s. */
    @Test
    void shouldSpreadRetryAfter() {
        List<Integer> overload = retryAfters(new Rejection.Overloaded("x"));
        List<Integer> later = retryAfters(new Rejection.TryLater());

        assertTrue(overload.stream().allMatch(seconds -> seconds >= 5 && seconds <= 15), overload.toString());
        assertTrue(overload.stream().distinct().count() > 5);
        assertTrue(later.stream().allMatch(seconds -> seconds >= 0 && seconds <= 10), later.toString());
    }

    private List<Integer> retryAfters(Rejection rejection) {
        return IntStream.range(0, 200)
                .mapToObj(i -> Integer.parseInt(response(rejection).header(HeaderName.RETRY_AFTER).orElseThrow()))
                .toList();
    }

    @Test
    void shouldPassThePeersStatusAndPhrase() {
        SipResponse busy = response(new Rejection.ByPeer(peer(486)));

        assertEquals(486, busy.status());
        assertEquals("Whatever", busy.reasonPhrase());
        assertFalse(busy.has(HeaderName.CONTACT));
    }

    @Test
    void shouldTranslateTheTargetsOfARedirectionOnly() {
        assertEquals("<sip:1009@set.example>",
                response(new Rejection.ByPeer(peer(302))).header(HeaderName.CONTACT).orElseThrow());
    }

    @Test
    void shouldNotPassAChallenge() {
        assertEquals(403, response(new Rejection.ByPeer(peer(401))).status());
        assertEquals("Forbidden", response(new Rejection.ByPeer(peer(407))).reasonPhrase());
    }

    @Test
    void shouldGiveStableCodes() {
        assertEquals("not-acceptable", new Rejection.NotAcceptable(305, "x").code());
        assertEquals("unsupported-uri-scheme", new Rejection.UnsupportedUriScheme().code());
    }
}
