package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.kit.demo.SbcProcess;
import io.sbc.kit.provision.Outcome;
import io.sbc.kit.provision.PbxKind;
import io.sbc.kit.provision.PushedUser;
import io.sbc.kit.provision.Rehearsal;
import io.sbc.kit.provision.Surroundings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each PBX's provisioning manager goes through its whole story against the shipped SBC: one process for all of them, as an SBC with several PBXs has
 * them, over TLS, signed by code that the product does not share.
 */
class ProvisioningRehearsalIT {

    private static final int USERS = 30;
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);

    private static SbcProcess sbc;
    private static Path directory;

    @BeforeAll
    static void startAll(@TempDir Path temporary) throws IOException {
        directory = temporary;
        // The PBX of the file is nobody: those that matter come by the API.
        Path config = Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}}
                icp:
                  udp: {port: 0}
                  tcp: {port: 0}
                  pbxs:
                    - {id: none, domain: none.test, host: 127.0.2.254, port: 9, health-checks: false}
                admin: {port: 0, api: {port: 0}}
                media: {ports: 10000-10999}
                run: {ports-file: ports}
                """);
        sbc = new SbcProcess(
                Path.of(System.getProperty("sbc.distribution", "target/distribution"), "bin", "sbc").toString(),
                directory, config, directory.resolve("ports"));
        sbc.awaitReady(READY_LIMIT);
    }

    @AfterAll
    static void stopAll() {
        if (sbc != null) {
            sbc.close();
        }
    }

    private static Surroundings surroundings() {
        return new Surroundings(URI.create("https://localhost:" + sbc.port("admin.api")),
                URI.create("http://127.0.0.1:" + sbc.port("admin.http")), directory.resolve("data/local-api.key"),
                directory.resolve("certs/ca.pem"),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), sbc.port("set.tls")));
    }

    private static JsonNode asked(String path) throws IOException {
        return new ObjectMapper().readTree(sbc.said(path));
    }

    @ParameterizedTest
    @EnumSource
    void shouldGoThroughTheWholeStory(PbxKind kind) throws IOException {
        List<String> told = new ArrayList<>();
        Outcome outcome;
        try (Rehearsal rehearsal = new Rehearsal(kind, surroundings(), USERS, new Random(kind.ordinal()),
                (what, text) -> told.add(what))) {
            outcome = rehearsal.run();
        } catch (IOException | IllegalStateException e) {
            throw new AssertionError(e.getMessage() + "\n" + told + "\n" + String.join("\n", sbc.logTail(40)), e);
        }

        assertEquals(List.of("Consumer", "Token", "Verifier", "ICP", "Users", "Phones", "Call", "New code", "Disabled",
                "Deleted"), told);
        assertTrue(outcome.framesHeard() >= 25, outcome.toString());
        assertEquals(403, outcome.disabledStatus());
        // As anybody whom it does not know: a stranger learns from it neither who is here nor who was.
        assertEquals(401, outcome.deletedStatus());
        assertEquals(kind.profile(), asked("/api/v1/icps/" + kind.profile()).at("/profile").asText());
        JsonNode users = asked("/api/v1/users?limit=1000&icp=" + kind.profile()).at("/users");
        assertEquals(USERS - 1, users.size());
        PushedUser disabled = outcome.pushed().get(3);
        assertEquals(disabled.email(), asked("/api/v1/users?icp=" + kind.profile() + "&enabled=false")
                .at("/users/0/email").asText());
    }
}
