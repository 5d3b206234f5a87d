package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPhone;
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
 * Five hundred calls as they are made every day, three of four with audio as SRTP and RTP both ways and its RTCP, and the registrations of their
 * phones: answered and ended by either side, without an offer, forked, with touch tones, held, transferred, busy, declined, given up, not answered,
 * to numbers that there are not. Nothing was wrong with any of them, and nothing is said.
 */
class FiveHundredGoodCallsIT {

    private static final int PHONES = 10;
    private static final int CALLS_EACH = 50;
    private static final int KINDS = 20;

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
            for (String path : some.get(2, TimeUnit.MINUTES)) {
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
        for (int i = 0; i < CALLS_EACH; i++) {
            paths.add(Faults.call(call(phone, Integer.toString(first + i), i % KINDS)));
        }
        phone.register();
        paths.add(Faults.attempts(phone.user()));
        return paths;
    }

    /** The Call-ID of the caller's leg. */
    private static String call(ScriptedPhone phone, String number, int kind) throws IOException {
        return switch (kind) {
            case 0 -> byPhone(phone, number);
            case 1 -> refused(phone, number, 486);
            case 2 -> refused(phone, number, 404);
            case 3 -> givenUp(phone, number);
            case 4 -> declinedByPhone(phone, number);
            case 5, 6 -> GoodTalks.withoutOfferOfPhone(stage, phone, number);
            case 7, 8 -> GoodTalks.withoutOfferOfPbx(stage, phone, number);
            case 9, 10 -> GoodTalks.held(stage, phone, number);
            case 11, 12 -> GoodTalks.transferred(stage, phone, number);
            case 13, 14 -> GoodTalks.forked(stage, phone, number);
            case 15 -> GoodTalks.withTonesInMedia(stage, phone, number);
            case 16 -> GoodTalks.withTonesByInfo(stage, phone, number);
            default -> GoodTalks.plain(stage, phone, number);
        };
    }

    /** Answered, with nothing behind the ports that are described, and ended at once by the PBX. */
    private static String byPhone(ScriptedPhone phone, String number) {
        Exchange calling = phone.invite(number, Descriptions.phoneOffer());
        Incoming invite = stage.script("pbx").awaitInvite(number);
        invite.respond(180);
        calling.await(180);
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(stage.script("pbx"), invite.request().body()));
        new ScriptedCall(calling.answered(), callee).endByPbx();
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

    private static String declinedByPhone(ScriptedPhone phone, String number) {
        Exchange calling = stage.script("pbx").invite(phone.user(), number, Descriptions.pbxOffer(stage.script("pbx")));
        phone.awaitRequest("INVITE").respond(486);
        calling.await(486);
        return calling.request().callId();
    }
}
