package io.sbc.admin.warmup;

import io.sbc.admin.boot.Sbc;
import io.sbc.admin.boot.StartFailure;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Starts an SBC on free ports, with its files in the working directory, plays with it for a while, and stops it. */
public final class WarmUp {

    private static final int PHONES = 4;
    private static final Path PORTS = Path.of("ports");

    private final Duration length;

    /** @param length how long it is played with: C2 needs some ten seconds to have compiled most of what matters */
    public WarmUp(Duration length) {
        this.length = length;
    }

    /** Makes the users that call. */
    @FunctionalInterface
    public interface Users {

        /** @param csv as {@code users import} takes it */
        void create(SbcConfig config, String csv) throws IOException;
    }

    /**
     * All of it. Waits.
     *
     * @return calls that were answered
     * @throws StartFailure when the SBC does not start
     * @throws IOException when it does not do what it should
     */
    public int run(Users users) throws StartFailure, IOException {
        try (PlayedPbx pbx = new PlayedPbx()) {
            String text = configuration(pbx.port());
            if (!(new ConfigReader(1).parse(text) instanceof ConfigResult.Valid(var config))) {
                throw new IllegalStateException("the configuration of the warm-up is not valid");
            }
            users.create(config, csv());
            try (Sbc _ = Sbc.start(config, text)) {
                return play(port());
            }
        }
    }

    private static String configuration(int pbxPort) {
        return """
                set: {tls: {port: 0}}
                icp:
                  udp: {port: 0}
                  tcp: {port: 0}
                  pbxs: [{id: pbx, domain: pbx.local, host: 127.0.0.1, port: %d, transport: udp}]
                admin: {port: 0}
                media: {quarantine: 1s}
                registration: {pbx-rate: 1000}
                guard: {allow: [127.0.0.0/8]}
                run: {ports-file: %s}
                logging: {level: warn}
                """.formatted(pbxPort, PORTS);
    }

    private static String csv() {
        StringBuilder csv = new StringBuilder("email,kind,set_user,set_password,icp_user,icp_password\n");
        for (int i = 0; i < PHONES; i++) {
            String user = PlayedPhone.user(i);
            csv.append(user).append("@example.org,desktop,").append(user).append(',').append(PlayedPhone.PASSWORD)
                    .append(',').append(user).append(',').append(PlayedPhone.PASSWORD).append('\n');
        }
        return csv.toString();
    }

    private static int port() throws IOException {
        Properties ports = new Properties();
        try (Reader in = Files.newBufferedReader(PORTS)) {
            ports.load(in);
        }
        return Integer.parseInt(ports.getProperty("set.tls"));
    }

    private int play(int port) throws IOException {
        long begun = System.nanoTime();
        try (ExecutorService threads = Executors.newFixedThreadPool(PHONES)) {
            List<Future<Integer>> playing = new ArrayList<>();
            for (int i = 0; i < PHONES; i++) {
                PlayedPhone phone = new PlayedPhone(port, i);
                playing.add(threads.submit(() -> {
                    int answered = 0;
                    while (System.nanoTime() - begun < length.toNanos()) {
                        answered += phone.round();
                    }
                    return answered;
                }));
            }
            int answered = 0;
            for (Future<Integer> phone : playing) {
                answered += phone.get();
            }
            return answered;
        } catch (ExecutionException e) {
            throw new IOException("the rehearsal failed: " + e.getCause(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
