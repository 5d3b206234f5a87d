package io.sbc.core.call;

import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * A call from its INVITE over ringing, answer, hold and retrieve to its BYE is cut after each step in each way: nothing of
 * it stays (STYLE: ending a call releases media; a test cuts each step).
 */
class CutEachStepTest {

    /** A call that is played step by step; a step whose message did not come does nothing. */
    private static final class Play {

        final CallBench bench = new CallBench();
        private final ScriptedPeer alice = bench.alice;
        private final ScriptedPeer pbx = bench.pbx;
        private final boolean late;
        private SipRequest first = alice.invite("sip:1006@set.example", "sip:alice@set.example", "sip:1@set.example",
                "");

        Play(boolean late) {
            this.late = late;
        }

        List<Runnable> steps() {
            return List.of(
                    () -> {
                        first = late ? first : ScriptedPeer.described(first.edit(), Sdp.phoneOffer()).build();
                        bench.receive(first, bench.aliceFlow); // not a turn yet: ports and route are outstanding
                    },
                    bench::settle,
                    () -> onRequest(pbx, "INVITE", invite -> pbx.answer(invite, 180, "")),
                    () -> onRepeated(pbx, invite -> pbx.answer(invite, 183, late ? "" : Sdp.pbxAnswer())),
                    () -> onRepeated(pbx, invite -> pbx.answer(invite, 200, late ? Sdp.pbxOffer() : Sdp.pbxAnswer())),
                    () -> onAnswer(alice, ok -> alice.send(alice.ack(ok, late ? Sdp.phoneAnswer() : ""))),
                    () -> alice.send(alice.inviteAgain(Sdp.phoneHold())),
                    () -> onRequest(pbx, "INVITE", invite -> pbx.answer(invite, 200, Sdp.pbxAnswer())),
                    () -> onAnswer(alice, ok -> alice.send(alice.ack(ok, ""))),
                    () -> pbx.send(pbx.inviteAgain("")),
                    () -> onRequest(alice, "INVITE", invite -> alice.answer(invite, 200, Sdp.phoneRetrieve())),
                    () -> onAnswer(pbx, ok -> pbx.send(pbx.ack(ok, Sdp.pbxAnswer()))),
                    () -> alice.send(alice.request("BYE").build()),
                    () -> onRequest(pbx, "BYE", bye -> pbx.answer(bye, 200, "")));
        }

        private void onRepeated(ScriptedPeer peer, Consumer<SipRequest> then) {
            peer.heard.stream().filter(SipRequest.class::isInstance).map(SipRequest.class::cast)
                    .filter(request -> request.method().name().equals("INVITE")).findFirst().ifPresent(then);
        }

        private static void onRequest(ScriptedPeer peer, String method, Consumer<SipRequest> then) {
            take(peer, SipRequest.class).filter(request -> request.method().name().equals(method))
                    .reduce((earlier, later) -> later).ifPresent(then);
        }

        private static void onAnswer(ScriptedPeer peer, Consumer<SipResponse> then) {
            take(peer, SipResponse.class).filter(SipResponse::isSuccess).reduce((earlier, later) -> later)
                    .ifPresent(then);
        }

        private static <M extends SipMessage> Stream<M> take(ScriptedPeer peer, Class<M> kind) {
            List<M> taken = peer.inbox.stream().filter(kind::isInstance).map(kind::cast).toList();
            peer.inbox.clear();
            return taken.stream();
        }
    }

    /** A way to cut. */
    private enum Cut {
        SILENCE,
        PHONE_FLOW,
        MEDIA,
        SHUT_DOWN,
        CANCEL,
        BYE_OF_PHONE,
        BYE_OF_PBX;

        void apply(Play play) {
            switch (this) {
                case SILENCE -> {
                }
                case PHONE_FLOW -> play.bench.close(play.bench.aliceFlow);
                case MEDIA -> play.bench.media.sessions.forEach(FakeMediaLink.Session::closed);
                case SHUT_DOWN -> play.bench.control.shutDown();
                case CANCEL -> play.alice.send(play.alice.cancel(play.first));
                case BYE_OF_PHONE -> play.alice.send(play.alice.request("BYE").build());
                case BYE_OF_PBX -> {
                    if (!play.pbx.callId.isEmpty()) {
                        play.pbx.send(play.pbx.request("BYE").build());
                    }
                }
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldLeaveNothingWhereverItIsCut() {
        int steps = new Play(false).steps().size();
        return Stream.of(false, true).flatMap(late -> Stream.of(Cut.values())
                .flatMap(cut -> IntStream.rangeClosed(1, steps).mapToObj(step -> DynamicTest.dynamicTest(
                        cut + " after step " + step + (late ? " of a late offer" : ""),
                        () -> cutAfter(new Play(late), step, cut)))));
    }

    private static void cutAfter(Play play, int steps, Cut cut) {
        play.steps().subList(0, steps).forEach(Runnable::run);

        cut.apply(play);

        play.bench.settle();
        play.bench.pass(Duration.ofSeconds(190)); // calls.answer-timeout
        play.bench.media.sessions.forEach(FakeMediaLink.Session::timeOut); // as the media plane says once it is silent
        play.bench.settle();
        play.bench.assertNothingLeft();
    }
}
