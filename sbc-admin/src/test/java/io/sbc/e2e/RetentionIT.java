package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.ScriptedPhone;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the shipped process keeps of ended calls and captures goes as it is configured, by age and by size, though nobody looks. */
class RetentionIT {

    private static final Duration LIMIT = Duration.ofSeconds(40);
    private static final String NUMBER = "5901";
    private static final String EXPIRED = "sbc_recorder_calls_expired_total";

    @TempDir
    private Path directory;

    private static void refused(SbcStage stage, ScriptedPhone phone) throws IOException {
        Exchange calling = phone.invite(NUMBER, Descriptions.phoneOffer());
        stage.script("pbx").awaitInvite(NUMBER).respond(486);
        calling.await(486);
    }

    private static String stored(SbcStage stage) {
        try {
            return stage.get("/api/v1/calls?number=" + NUMBER + "&outcome=486");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static double counted(SbcStage stage, String metric) {
        try {
            return stage.metrics().getOrDefault(metric, 0.0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void shouldForgetCallsAndCapturesThatAreTooOld() throws IOException {
        try (SbcStage stage = new SbcStage.Builder(directory).script("pbx")
                .setting("recorder: {retention-age: 4s}").setting("capture: {keep: 4s}").start()) {
            ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
            phone.register();
            String capture = stage.command("capture", "start", "--number", phone.user()).strip();
            refused(stage, phone);
            stage.command("capture", "stop", capture);
            Path file = directory.resolve("data/captures/" + capture + ".pcapng");
            assertTrue(Files.size(file) > 0);
            stage.await("the call to be found", LIMIT, () -> stored(stage).contains(NUMBER));

            stage.await("the capture to go by itself", LIMIT, () -> !Files.exists(file));
            stage.await("the call to go by itself", LIMIT, () -> counted(stage, EXPIRED) >= 1);

            assertFalse(stored(stage).contains(NUMBER), () -> stored(stage));
            assertFalse(stage.command("calls", "--number", NUMBER).contains(" " + NUMBER + " "));
            assertFalse(stage.command("capture", "list").contains(capture));
        }
    }

    @Test
    void shouldForgetCallsThatTakeTooMuchRoom() throws IOException {
        try (SbcStage stage = new SbcStage.Builder(directory).script("pbx")
                .setting("recorder: {retention-size: 64KiB, full-calls: 1000}").start()) {
            ScriptedPhone phone = stage.connected(stage.freshNumber("pbx"));
            phone.register();
            for (int call = 0; call < 60; call++) {
                refused(stage, phone);
            }

            stage.await("calls to go by themselves", LIMIT, () -> counted(stage, EXPIRED) >= 1);
            refused(stage, phone);

            stage.await("a newer call to be found", LIMIT, () -> stored(stage).contains(NUMBER));
            assertEquals(0.0, counted(stage, "sbc_recorder_calls_lost_total"));
        }
    }
}
