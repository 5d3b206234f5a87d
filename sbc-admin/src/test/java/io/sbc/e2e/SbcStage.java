package io.sbc.e2e;

import io.sbc.kit.demo.SbcProcess;
import io.sbc.kit.pbx.Extension;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.phone.RegisterResult;
import io.sbc.kit.phone.SoftPhone;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * One SBC process with several PBXs behind it, each at an address of its own, by which the SBC knows it. Every PBX has the numbers {@code x001}, {@code x002} and {@code x003}, where
 * x is its place, counted from 1; passwords differ between the sides.
 */
final class SbcStage implements AutoCloseable {
    private static final Duration READY_LIMIT = Duration.ofMinutes(2);
    private static final int NUMBERS_PER_PBX = 3;

    private final Map<String, StandInPbx> pbxs = new LinkedHashMap<>();
    private final List<SoftPhone> phones = new ArrayList<>();
    private final Path directory;
    private final SbcProcess sbc;

    /**
     * Starts all.
     *
     * @param kinds the PBXs by name, each made of a plain one
     */
    SbcStage(Path directory, Map<String, UnaryOperator<StandInPbx.Builder>> kinds) throws IOException {
        this.directory = directory;
        StringBuilder csv = new StringBuilder(
                "email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled\n");
        StringBuilder definitions = new StringBuilder();
        for (Map.Entry<String, UnaryOperator<StandInPbx.Builder>> kind : kinds.entrySet()) {
            int place = pbxs.size() + 1;
            InetAddress address = InetAddress.getByAddress(new byte[]{127, 0, 0, (byte) (10 + place)});
            StandInPbx.Builder builder = kind.getValue()
                    .apply(StandInPbx.builder().domain(kind.getKey() + ".local").address(address));
            for (int i = 1; i <= NUMBERS_PER_PBX; i++) {
                String number = place + "00" + i;
                builder.extension(new Extension(number, "auth" + number, "icp-" + number));
                csv.append(String.join(",", number + "@example.com", "desktop", number, "set-" + number, number,
                        "auth" + number, "icp-" + number, kind.getKey(), "true")).append('\n');
            }
            StandInPbx pbx = builder.start();
            pbxs.put(kind.getKey(), pbx);
            definitions.append("    - {id: %s, domain: %s, host: %s, port: %d, transport: udp}%n"
                    .formatted(kind.getKey(), pbx.domain(), address.getHostAddress(), pbx.address().getPort()));
        }
        Path config = Files.writeString(directory.resolve("sbc.yaml"), """
                set: {tls: {port: 0}}
                icp:
                  udp: {port: 0}
                  tcp: {port: 0}
                  pbxs:
                %sadmin: {port: 0}
                media: {ports: 10000-10999}
                run: {ports-file: ports}
                """.formatted(definitions));
        this.sbc = new SbcProcess(
                Path.of(System.getProperty("sbc.distribution", "target/distribution"), "bin", "sbc").toString(),
                directory, config, directory.resolve("ports"));
        try {
            sbc.awaitReady(READY_LIMIT);
            sbc.tool("users", "import", Files.writeString(directory.resolve("users.csv"), csv).toString());
            awaitMetric("sbc_directory_devices", (double) NUMBERS_PER_PBX * pbxs.size());
        } catch (IOException e) {
            throw new IOException(e.getMessage() + "\n" + String.join("\n", sbc.logTail(50)), e);
        }
    }

    /** Waits until a metric has a value. */
    void awaitMetric(String name, double value) throws IOException {
        sbc.await("have " + name + " " + value, READY_LIMIT, () -> {
            try {
                return sbc.metrics().getOrDefault(name, -1.0) == value;
            } catch (IOException e) {
                return false;
            }
        });
    }

    Map<String, Double> metrics() throws IOException {
        return sbc.metrics();
    }

    StandInPbx pbx(String kind) {
        StandInPbx pbx = pbxs.get(kind);
        if (pbx == null) {
            throw new IllegalArgumentException("no PBX " + kind);
        }
        return pbx;
    }

    List<String> logTail() {
        return sbc.logTail(60);
    }

    SoftPhone.Builder phone(String number) {
        return SoftPhone.builder()
                .user(number)
                .password("set-" + number)
                .server(new InetSocketAddress(InetAddress.getLoopbackAddress(), sbc.port("set.tls")))
                .trust(directory.resolve("certs/ca.pem"));
    }

    /** Starts a phone; it ends with {@link #endPhones}. */
    SoftPhone start(SoftPhone.Builder builder) throws IOException {
        SoftPhone phone = builder.start();
        phones.add(phone);
        return phone;
    }

    /** Starts and registers. */
    SoftPhone registered(SoftPhone.Builder builder) throws IOException {
        SoftPhone phone = start(builder);
        RegisterResult result = phone.register().await();
        if (!result.isRegistered()) {
            throw new IllegalStateException(phone.user() + " was refused: " + result);
        }
        return phone;
    }

    void endPhones() {
        phones.forEach(SoftPhone::close);
        phones.clear();
    }

    @Override
    public void close() {
        endPhones();
        sbc.close();
        pbxs.values().forEach(StandInPbx::close);
    }
}
