package io.sbc.kit.demo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The temporary directory of a demo, with what the SBC needs in it: a configuration of free ports, and users as CSV. */
final class DemoSite implements AutoCloseable {
    static final String PBX_DOMAIN = "pbx.local";
    /** Room for some calls; a call takes two ports on each side of each of its two legs. */
    private static final int MEDIA_PORTS = 64;

    private final Path directory;

    DemoSite() throws IOException {
        this.directory = Files.createTempDirectory("sbc-demo-");
    }

    Path directory() {
        return directory;
    }

    Path config() {
        return directory.resolve("sbc.yaml");
    }

    Path portsFile() {
        return directory.resolve("ports");
    }

    /** The CA that the SBC makes at its first start. */
    Path ca() {
        return directory.resolve("certs/ca.pem");
    }

    /** Writes the configuration: what it does not name is as the reference has it. */
    void writeConfig(InetSocketAddress pbx, Random random) throws IOException {
        int firstPort = freeRange(random);
        Files.writeString(config(), """
                interface:
                  address: 127.0.0.1
                set:
                  domain: localhost
                  tls:
                    port: 0
                icp:
                  udp:
                    port: 0
                  tcp:
                    port: 0
                  pbxs:
                    - id: demo
                      domain: %s
                      host: %s
                      port: %d
                      transport: udp
                media:
                  ports: %d-%d
                admin:
                  port: 0
                run:
                  ports-file: "%s"
                """.formatted(PBX_DOMAIN, pbx.getAddress().getHostAddress(), pbx.getPort(), firstPort,
                firstPort + MEDIA_PORTS - 1, portsFile()));
    }

    private static int freeRange(Random random) throws IOException {
        for (int attempt = 0; attempt < 100; attempt++) {
            int first = 20_000 + 2 * random.nextInt(4_000);
            if (isFree(first)) {
                return first;
            }
        }
        throw new IOException("no " + MEDIA_PORTS + " free UDP ports in a row between 20000 and 28000");
    }

    private static boolean isFree(int first) {
        for (int port = first; port < first + MEDIA_PORTS; port++) {
            try {
                new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), port)).close();
            } catch (SocketException e) {
                return false;
            }
        }
        return true;
    }

    /** Writes the users; every side of every device has a password of its own. */
    Path writeUsers(List<DemoUser> users) throws IOException {
        StringBuilder csv = new StringBuilder(
                "email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled\n");
        for (DemoUser user : users) {
            csv.append(String.join(",", user.email(), "desktop", user.number(), user.setPassword(), user.number(),
                    user.authorizationCode(), user.icpPassword(), "demo", "true")).append('\n');
        }
        return Files.writeString(directory.resolve("users.csv"), csv);
    }

    /** Removes everything. */
    @Override
    public void close() {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + directory, e);
        }
    }
}
