package io.sbc.perf.admin;

import io.sbc.kit.demo.SbcProcess;
import io.sbc.kit.net.Trust;
import io.sbc.kit.provision.Administrator;
import io.sbc.kit.provision.OAuthSigner;
import io.sbc.kit.provision.OAuthSigner.Token;
import io.sbc.kit.provision.PbxKind;
import io.sbc.kit.provision.ProvisioningManager;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import javax.net.ssl.SSLContext;

/** The shipped server in a directory of its own, with SQLite and all defaults but ports, and a consumer that it has let in. */
final class AdminSubject implements AutoCloseable {

    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final String CONSUMER = "bench";

    private final SbcProcess process;
    private final URI api;
    private final SSLContext trust;
    private final OAuthSigner signer;
    private final Token token;

    private AdminSubject(SbcProcess process, URI api, SSLContext trust, OAuthSigner signer, Token token) {
        this.process = process;
        this.api = api;
        this.trust = trust;
        this.signer = signer;
        this.token = token;
    }

    /** Starts it and goes through consumer, temporary token, approval, verifier and access token. */
    static AdminSubject start(String launcher, Path directory) throws IOException {
        Path config = Files.writeString(directory.resolve("sbc.yaml"), """
                interface: {address: 127.0.0.1}
                set: {domain: localhost, tls: {port: 0}}
                icp:
                  udp: {port: 0}
                  tcp: {port: 0}
                  pbxs: [{id: bench, domain: pbx.local, host: 127.0.2.254, port: 9, transport: udp}]
                admin: {port: 0}
                run: {ports-file: ports}
                logging: {level: warn}
                """);
        SbcProcess process = new SbcProcess(launcher, directory, config, directory.resolve("ports"));
        try {
            process.awaitReady(READY_LIMIT);
            URI api = URI.create("https://localhost:" + process.port("admin.api"));
            SSLContext trust = Trust.clientOf(directory.resolve("certs/ca.pem"));
            try (HttpClient http = HttpClient.newBuilder().sslContext(trust).build()) {
                Administrator administrator = new Administrator(http,
                        URI.create("http://127.0.0.1:" + process.port("admin.http")),
                        directory.resolve("data/local-api.key"));
                OAuthSigner signer = new OAuthSigner(CONSUMER, administrator.addConsumer(CONSUMER, "Benchmark"),
                        InstantSource.system(), new SecureRandom());
                ProvisioningManager manager = new ProvisioningManager(PbxKind.MX_ONE, http, api, signer);
                manager.accessToken(administrator.approve(manager.requestToken()));
                return new AdminSubject(process, api, trust, signer, manager.token());
            }
        } catch (IOException | RuntimeException e) {
            process.close();
            throw e;
        }
    }

    /** An HTTP client of its own, with its own connections. */
    HttpClient client(HttpClient.Version version) {
        return HttpClient.newBuilder().sslContext(trust).version(version).build();
    }

    /** Somebody who signs over one of these clients. */
    SigningClient signing(HttpClient http) {
        return new SigningClient(http, api, signer, token);
    }

    /** User and system time of the server so far, microseconds. */
    long cpuMicros() throws IOException {
        return process.cpuMicros();
    }

    @Override
    public void close() {
        process.close();
    }
}
