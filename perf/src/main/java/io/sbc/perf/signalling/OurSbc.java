package io.sbc.perf.signalling;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The shipped distribution, with its users imported and its defaults, but for ports and limits that the load needs. */
final class OurSbc implements Rival {

    static final String MEDIA_PORTS = "10000-27999";
    /** Of a second one beside it. */
    static final String OTHER_MEDIA_PORTS = "32000-49999";

    /** As many as one import file may hold. */
    private static final int IMPORT_ROWS = 10_000;
    private static final Pattern NOTABLE = Pattern
            .compile("guard_|edge_|regist|timeout|overload|handshake|unreachable|refused|upstream|pbx");
    private static final Pattern HEAP = Pattern
            .compile("used (\\d+)K \\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");

    private final String name;
    private final ProcessGroup processes;
    private final Process process;
    private final InetSocketAddress tls;
    private final URI metrics;

    private OurSbc(String name, Process process, InetSocketAddress tls, URI metrics) {
        this.name = name;
        this.process = process;
        this.metrics = metrics;
        this.processes = new ProcessGroup(List.of(process));
        this.tls = tls;
    }

    /** With its users imported, and limits out of the way of a load that comes from few addresses. */
    static OurSbc start(Site site, Path launcher) throws IOException, InterruptedException {
        return start(site, "sbc", launcher, MEDIA_PORTS, "");
    }

    /**
     * The same by a name and with media ports of its own, so that two may run beside each other.
     *
     * @param mediaPorts as the configuration says it: first-last
     * @param more of its configuration: sections that nothing else is said of
     */
    static OurSbc start(Site site, String name, Path launcher, String mediaPorts, String more)
            throws IOException, InterruptedException {
        configure(site, 0, 0, mediaPorts, """
                registration: {pbx-rate: 10000}
                guard: {allow: [127.0.0.0/8]}
                """ + more);
        importUsers(site, launcher);
        return run(site, name, List.of(launcher.toString()));
    }

    /** As it was configured last, on the database that is there. */
    static OurSbc run(Site site, Path launcher) throws IOException, InterruptedException {
        return run(site, List.of(launcher.toString()));
    }

    /** @param launcher a command that takes the SBC's arguments */
    static OurSbc run(Site site, List<String> launcher) throws IOException, InterruptedException {
        return run(site, "sbc", launcher);
    }

    private static OurSbc run(Site site, String name, List<String> launcher)
            throws IOException, InterruptedException {
        Path ports = site.directory().resolve("ports");
        Files.deleteIfExists(ports);
        var command = new ArrayList<>(launcher);
        command.addAll(List.of("run", "--config", "sbc.yaml"));
        Process process = site.start("sbc", command);
        site.await("ports", "admin.http", process);
        var read = new Properties();
        try (BufferedReader in = Files.newBufferedReader(ports, StandardCharsets.UTF_8)) {
            read.load(in);
        }
        return new OurSbc(name, process,
                new InetSocketAddress("127.0.0.1", Integer.parseInt(read.getProperty("set.tls"))),
                URI.create("http://127.0.0.1:" + read.getProperty("admin.http") + "/metrics"));
    }

    /** Kills it, so that nothing can be tidied up, and waits until it is gone. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** All counters and gauges without labels, by name. */
    Map<String, Double> metrics() throws IOException {
        var found = new TreeMap<String, Double>();
        try (var in = new BufferedReader(
                new InputStreamReader(metrics.toURL().openStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                int space = line.lastIndexOf(' ');
                if (!line.startsWith("#") && space > 0) {
                    found.put(line.substring(0, space), Double.parseDouble(line.substring(space + 1)));
                }
            }
        }
        return found;
    }

    /** What it counted itself of connections, refusals and time-outs since these metrics, for the reader. */
    String notable(Map<String, Double> since) throws IOException {
        var found = new StringBuilder("counted by the SBC:");
        metrics().forEach((name, value) -> {
            long grown = value.longValue() - since.getOrDefault(name, 0.0).longValue();
            if (grown > 0 && NOTABLE.matcher(name).find()) {
                found.append(' ').append(name.replaceFirst("^sbc_", "").replaceFirst("_total$", "")).append('=')
                        .append(grown);
            }
        });
        return found.toString();
    }

    /** The most that it ever held resident, bytes. */
    long peakBytes() {
        return processes.peakBytes(process);
    }

    /**
     * Writes the configuration: the shipped one but for ports and PBX.
     *
     * @param port of TLS towards the phones; 0 for any
     * @param icpPort of UDP towards the PBX; 0 for any
     * @param more what else differs, YAML
     */
    static void configure(Site site, int port, int icpPort, String more) throws IOException {
        configure(site, port, icpPort, MEDIA_PORTS, more);
    }

    private static void configure(Site site, int port, int icpPort, String mediaPorts, String more)
            throws IOException {
        Files.writeString(site.directory().resolve("sbc.yaml"), """
                set:
                  tls: {port: %d, certificates: [{certificate: server.pem, key: server.key}]}
                icp:
                  udp: {port: %d}
                  tcp: {port: 0}
                  pbxs:
                    - {id: pbx, domain: pbx.local, host: 127.0.0.1, port: %d, transport: udp}
                media: {ports: %s, quarantine: 1s}
                admin: {port: 0}
                run: {ports-file: ports}
                logging: {level: warn}
                """.formatted(port, icpPort, site.pbxPort(), mediaPorts) + more);
    }

    static void importUsers(Site site, Path launcher) throws IOException, InterruptedException {
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
        return name;
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
