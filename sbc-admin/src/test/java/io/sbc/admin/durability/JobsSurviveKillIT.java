package io.sbc.admin.durability;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Jobs are known after a kill: those that ended with their report, the one that ran as interrupted, with nothing of it applied, or whole. */
class JobsSurviveKillIT {

    private static final int MANY = 4_000;
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    Path directory;

    @Test
    void shouldTellWhatBecameOfJobsAfterAKill() throws Exception {
        try (Sut sut = new Sut(directory, "")) {
            sut.start();
            String ended = submit(sut, "joe@example.com,Joe,1001\n");
            sut.process().await("end the job", SOON, () -> state(sut, ended).equals("done"));
            String cut = submit(sut,
                    IntStream.range(0, MANY).mapToObj(i -> "u%1$d@example.com,U,2%1$04d\n".formatted(i))
                            .collect(Collectors.joining()));
            sut.process().await("begin the job", SOON, () -> !state(sut, cut).equals("waiting"));
            sut.kill();
            sut.start();

            assertEquals("done", state(sut, ended));
            assertEquals("create", sut.json("GET", "/jobs/" + ended + "/rows", "").at("/rows/0/verdict").asText());
            JsonNode job = sut.json("GET", "/jobs/" + cut, "");
            int applied = sut.users().size() - 1;
            if (job.path("state").asText().equals("failed")) {
                assertTrue(job.path("summary").asText().startsWith("interrupted"), job.toString());
                assertEquals(0, applied);
            } else {
                assertEquals("done", job.path("state").asText());
                assertEquals(MANY, applied);
            }
            assertTrue(sut.json("GET", "/events/verify", "").path("intact").asBoolean());
        }
    }

    private static String submit(Sut sut, String rows) throws Exception {
        String job = sut.csv("/users/import", "email,name,extension\n" + rows).body();
        return new ObjectMapper().readTree(job).path("id").asText();
    }

    private static String state(Sut sut, String id) {
        try {
            return sut.json("GET", "/jobs/" + id, "").path("state").asText();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
