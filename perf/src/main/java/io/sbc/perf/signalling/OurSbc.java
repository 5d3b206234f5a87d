package io.sbc.perf.signalling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shipped distribution, with its users imported and its defaults, but for ports and limits that the load needs. */
final class OurSbc implements Rival {

    /** As many as one import file may hold. */
    private static final int IMPORT_ROWS = 10_000;
    private static final Pattern HEAP = Pattern
            .compile("used (\\d+)K \\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");

    private final ProcessGroup processes;
    private final Process process;
    private final InetSocketAddress tls;

    private OurSbc(Process process, InetSocketAddress tls) {
        this.process = process;
        this.processes = new ProcessGroup(List.of(process));
        this.tls = tls;
    }

    static OurSbc start(Site site, Path launcher) throws IOException, InterruptedException {
        Path ports = site.directory().resolve("ports");
        Files.deleteIfExists(ports);
        Files.writeString(site.directory().resolve("sbc.yaml"), configuration(site));
        importUsers(site, launcher);
        Process process = site.start("sbc", List.of(launcher.toString(), "run", "--config", "sbc.yaml"));
        site.await("ports", "admin.http", process);
        var read = new Properties();
        try (BufferedReader in = Files.newBufferedReader(ports, StandardCharsets.UTF_8)) {
            read.load(in);
        }
        return new OurSbc(process, new InetSocketAddress("127.0.0.1", Integer.parseInt(read.getProperty("set.tls"))));
    }

    private static String configuration(Site site) {
        return """
                set:
                  tls: {port: 0, certificates: [{certificate: server.pem, key: server.key}]}
                icp:
                  udp: {port: 0}
                  tcp: {port: 0}
                  pbxs:
                    - {id: pbx, domain: pbx.local, host: 127.0.0.1, port: %d, transport: udp}
                media: {ports: 10000-31999, quarantine: 1s}
                registration: {pbx-rate: 10000}
                guard: {allow: [127.0.0.0/8]}
                admin: {port: 0}
                run: {ports-file: ports}
                logging: {level: warn}
                """.formatted(site.pbxPort());
    }

    private static void importUsers(Site site, Path launcher) throws IOException, InterruptedException {
        for (int first = 0; first < site.phones(); first += IMPORT_ROWS) {
            var csv = new StringBuilder("email,kind,set_user,set_password,icp_user,icp_password\n");
            for (int i = first; i < Math.min(site.phones(), first + IMPORT_ROWS); i++) {
                Phone phone = Phone.number(i);
                csv.append(phone.user()).append("@example.org,desktop,").append(phone.user()).append(',')
                        .append(phone.password()).append(',').append(phone.user()).append(",Bench-Icp-Secret\n");
            }
            Files.writeString(site.directory().resolve("users.csv"), csv);
            Process importing = site.start("import",
                    List.of(launcher.toString(), "users", "import", "--config", "sbc.yaml", "users.csv"));
            if (importing.waitFor() != 0) {
                throw new IOException("import failed, see " + site.directory());
            }
        }
        Files.delete(site.directory().resolve("users.csv"));
    }

    @Override
    public String name() {
        return "sbc";
    }

    @Override
    public InetSocketAddress tls() {
        return tls;
    }

    @Override
    public ProcessGroup processes() {
        return processes;
    }

    /** What lives on the heap after a full collection, and everything resident outside the heap. */
    @Override
    public long memoryBytes() {
        String pid = Long.toString(process.pid());
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        run(jcmd, pid, "GC.run");
        Matcher heap = HEAP.matcher(run(jcmd, pid, "GC.heap_info"));
        if (!heap.find()) {
            throw new IllegalStateException("jcmd GC.heap_info says nothing known");
        }
        long used = Long.parseLong(heap.group(1)) << 10;
        long start = Long.parseUnsignedLong(heap.group(2), 16);
        long end = Long.parseUnsignedLong(heap.group(3), 16);
        return processes.residentBytes() - processes.residentBytesBetween(process, start, end) + used;
    }

    private static String run(String... command) {
        try {
            Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        processes.end();
    }
}
