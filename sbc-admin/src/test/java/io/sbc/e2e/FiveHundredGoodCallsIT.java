package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sdp.Direction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five hundred calls as they are made every day, some with audio, and the registrations of their phones: answered and ended by either side, held,
 * busy, declined, given up, not answered, to numbers that there are not. Nothing was wrong with any of them, and nothing is said.
 */
class FiveHundredGoodCallsIT {

    private static final int PHONES = 10;
    private static final int CALLS_EACH = 50;
    private static final int KINDS = 10;

    @TempDir
    private static Path directory;
    private static SbcStage stage;

    @BeforeAll
    static void startAll() throws IOException {
        stage = new SbcStage.Builder(directory).script("pbx").numbers(PHONES * 2 + 10)
                .mediaPorts("17000-17999, quarantine: 10ms")
                .setting("recorder: {full-calls: 1000}").start();
    }

    @AfterAll
    static void stopAll() {
        if (stage != null) {
            stage.close();
        }
    }

    @Test
    void shouldSayNothingOfFiveHundredGoodCalls() throws Exception {
        List<Future<List<String>>> all = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int phone = 0; phone < PHONES; phone++) {
                int first = 4_000 + phone * CALLS_EACH;
                all.add(threads.submit(() -> callsOfOnePhone(first)));
            }
        }
        Map<String, List<String>> said = new LinkedHashMap<>();
        for (Future<List<String>> some : all) {
            for (String path : some.get(1, TimeUnit.MINUTES)) {
                List<String> rules = Faults.of(stage, path);
                if (!rules.isEmpty()) {
                    said.put(stage.get(path), rules);
                }
            }
        }
        assertEquals(Map.of(), said);
        assertEquals(0.0, stage.metrics().getOrDefault("sbc_recorder_calls_thinned_total", 0.0));
    }

    /** Where its calls, and its attempts to register, are to be read. */
    private static List<String> callsOfOnePhone(int first) throws IOException {
        ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
        phone.register();
        List<String> paths = new ArrayList<>();
        for (int i = 0; i < CALLS_EACH - 1; i++) {
            paths.add(Faults.call(call(phone, Integer.toString(first + i), i % KINDS)));
        }
        try (Talk talk = Talk.heard(stage, "pbx", Integer.toString(first + CALLS_EACH - 1))) {
            talk.reinvite(Direction.SENDRECV);
            talk.bob().endpoint().awaitMore(25);
            talk.hangUp();
            paths.add(talk.path());
            paths.add(Faults.attempts(talk.phone().user()));
        }
        phone.register();
        paths.add(Faults.attempts(phone.user()));
        return paths;
    }

    /** The Call-ID of the caller's leg. */
    private static String call(ScriptedPhone phone, String number, int kind) {
        return switch (kind) {
            case 0 -> byPhone(phone, number, true);
            case 1 -> byPhone(phone, number, false);
            case 2 -> refused(phone, number, 486);
            case 3 -> refused(phone, number, 603);
            case 4 -> refused(phone, number, 404);
            case 5 -> givenUp(phone, number);
            case 6 -> held(phone, number);
            case 7 -> byPbx(phone, number, Descriptions.pbxOffer(stage.script("pbx")));
            case 8 -> declinedByPhone(phone, number);
            default -> refused(phone, number, 480);
        };
    }

    private static String byPhone(ScriptedPhone phone, String number, boolean endedByPhone) {
        Exchange calling = phone.invite(number, Descriptions.phoneOffer());
        Incoming invite = stage.script("pbx").awaitInvite(number);
        invite.respond(180);
        calling.await(180);
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(stage.script("pbx"), invite.request().body()));
        ScriptedCall call = new ScriptedCall(calling.answered(), callee);
        if (endedByPhone) {
            call.endByPhone();
        } else {
            call.endByPbx();
        }
        return calling.request().callId();
    }

    private static String refused(ScriptedPhone phone, String number, int status) {
        Exchange calling = phone.invite(number, Descriptions.phoneOffer());
        stage.script("pbx").awaitInvite(number).respond(status);
        calling.await(status);
        return calling.request().callId();
    }

    private static String givenUp(ScriptedPhone phone, String number) {
        Exchange calling = phone.invite(number, Descriptions.phoneOffer());
        Incoming invite = stage.script("pbx").awaitInvite(number);
        invite.respond(180);
        calling.await(180);
        calling.cancel();
        invite.awaitCancel();
        invite.respond(487);
        calling.await(487);
        return calling.request().callId();
    }

    private static String held(ScriptedPhone phone, String number) {
        Exchange calling = phone.invite(number, Descriptions.phoneOffer());
        ScriptedPbx pbx = stage.script("pbx");
        Incoming invite = pbx.awaitInvite(number);
        byte[] key = Descriptions.freshKey();
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(pbx, invite.request().body()));
        ScriptedDialog caller = calling.answered();
        long version = 2;
        for (Direction direction : List.of(Direction.SENDONLY, Direction.SENDRECV)) {
            Exchange again = caller.reinvite(Descriptions.phoneOffer(direction, version, key));
            Incoming atPbx = callee.await("INVITE");
            atPbx.respond(200, Descriptions.pbx(pbx, 41_000, direction.answer(), version++));
            again.await(200);
            caller.ack(again);
            atPbx.awaitAck();
        }
        new ScriptedCall(caller, callee).endByPhone();
        return calling.request().callId();
    }

    private static String byPbx(ScriptedPhone phone, String number, String offer) {
        Exchange calling = stage.script("pbx").invite(phone.user(), number, offer);
        Incoming invite = phone.awaitRequest("INVITE");
        invite.respond(180);
        SipText ringing = calling.await(180);
        invite.respond(200, Descriptions.phoneAnswer(invite.request().body()));
        ScriptedDialog caller = calling.answered();
        invite.awaitAck();
        assertEquals(180, ringing.status());
        new ScriptedCall(invite.dialog(), caller).endByPbx();
        return calling.request().callId();
    }

    private static String declinedByPhone(ScriptedPhone phone, String number) {
        Exchange calling = stage.script("pbx").invite(phone.user(), number, Descriptions.pbxOffer(stage.script("pbx")));
        phone.awaitRequest("INVITE").respond(486);
        calling.await(486);
        return calling.request().callId();
    }
}
