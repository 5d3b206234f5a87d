package io.sbc.perf.signalling;

import io.sbc.perf.media.TalkingCalls;
import io.sbc.perf.signalling.PageVisitor.Page;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.HdrHistogram.Histogram;

/**
 * What the web console of the shipped server costs. First every page with much to show, each asked for again and again: its time, over TLS, until all of it is
 * here. Then calls that talk, and registrations and calls as fast as they are answered, in turn with and without open dashboards.
 *
 * <p>Arguments, each {@code name=value}: {@code sbc} (the launcher of the distribution), {@code users} (of two devices), {@code registrations}, {@code live}
 * calls, {@code past} calls, {@code looks} at each page, {@code dashboards} (0: only pages), {@code rounds}, {@code seconds} of each run, {@code warm-up}
 * seconds before all of them, {@code talking} calls with media (0: none), {@code media-warm-up} seconds before their windows count, {@code signalling} (false:
 * only pages and media), {@code limit} milliseconds that no page may take at the 99th percentile, {@code pages} (false: none is measured), {@code report} (a file), {@code seed}.
 */
public final class ConsoleBench {

    private static final double NANOS_PER_MILLI = 1e6;
    private static final int WARMING_LOOKS = 15;
    private static final int CALLERS = 60;
    private static final int REFRESHING = 200;
    private static final int FIRST_CALLER = 6_000;

    private final Map<String, String> options = new TreeMap<>(Map.of("sbc", "sbc-admin/target/distribution/bin/sbc",
            "users", "10000", "registrations", "5000", "live", "500", "past", "100000", "looks", "60", "limit", "200",
            "report", "", "seed", "1"));
    private final List<String> slow = new ArrayList<>();

    private ConsoleBench() {
        options.putAll(Map.of("dashboards", "10", "rounds", "4", "seconds", "6", "warm-up", "20", "talking", "200",
                "pages", "true", "media-warm-up", "90", "signalling", "true"));
    }

    public static void main(String[] arguments) throws Exception {
        ConsoleBench bench = of(arguments);
        System.out.println(bench.run());
        System.exit(bench.slow.isEmpty() ? 0 : 1);
    }

    static ConsoleBench of(String... arguments) {
        ConsoleBench bench = new ConsoleBench();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 0 || !bench.options.containsKey(argument.substring(0, equals))) {
                throw new IllegalArgumentException(
                        "unknown argument " + argument + "; known: " + bench.options.keySet());
            }
            bench.options.put(argument.substring(0, equals), argument.substring(equals + 1));
        }
        return bench;
    }

    private String text(String option) {
        return Objects.requireNonNull(options.get(option), option);
    }

    private int number(String option) {
        return Integer.parseInt(text(option));
    }

    /** Everything; the tables. */
    String run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("bench-console");
        Path launcher = Path.of(text("sbc")).toAbsolutePath();
        List<String> lines = new ArrayList<>();
        try (BenchPbx pbx = new BenchPbx()) {
            Site site = Site.prepare(directory, "ec", pbx.port(), 2 * number("users"));
            OurSbc.configure(site, 0, 0, """
                    registration: {pbx-rate: 10000}
                    guard: {allow: [127.0.0.0/8]}
                    calls: {media-timeout: 0s}
                    """);
            FullHouse house = new FullHouse(site, launcher, number("users"), number("seed"));
            house.importUsers();
            try (OurSbc sbc = OurSbc.run(site, launcher); PhoneRack rack = rack(sbc)) {
                PageVisitor.arrive(site, port(site));
                FullHouse.makeModels(new Jobs(sbc, rack, WarmUp.of(0), 1, _ -> {}));
            }
            house.fillArchive(number("past"));
            try (OurSbc sbc = OurSbc.run(site, launcher); PhoneRack rack = rack(sbc)) {
                measure(site, pbx, sbc, rack, lines);
            }
        }
        String report = String.join("\n", lines) + "\n\nlog and database: " + directory;
        if (!text("report").isEmpty()) {
            Files.writeString(Path.of(text("report")), report);
        }
        return report;
    }

    private static PhoneRack rack(OurSbc sbc) throws IOException {
        return new PhoneRack(sbc.tls(), PhoneRack.PER_ADDRESS);
    }

    private static int port(Site site) throws IOException {
        Properties ports = new Properties();
        try (BufferedReader in = Files.newBufferedReader(site.directory().resolve("ports"), StandardCharsets.UTF_8)) {
            ports.load(in);
        }
        return Integer.parseInt(ports.getProperty("admin.api"));
    }

    private void measure(Site site, BenchPbx pbx, OurSbc sbc, PhoneRack rack, List<String> lines)
            throws IOException, InterruptedException {
        List<PhoneLine> phones = new Jobs(sbc, rack, WarmUp.of(0), 1, _ -> {}).registered(0, number("registrations"));
        List<Calling> calls = FullHouse.hold(phones.subList(0, number("live")));
        try (PageVisitor visitor = PageVisitor.loggedIn(site, port(site))) {
            lines.add("%d users of two devices, %d registrations, %d live calls, %d past calls".formatted(
                    number("users"), number("registrations"), number("live"), number("past")));
            lines.add("");
            lines.add("| page | KiB | first ms | p50 ms | p99 ms | longest ms |\n|---|---|---|---|---|---|");
            if (Boolean.parseBoolean(text("pages"))) {
                for (String page : pages(visitor).values()) {
                    lines.add(look(visitor, page));
                }
            }
            if (number("dashboards") > 0) {
                lines.add("");
                for (int i = 0; i < calls.size(); i++) {
                    calls.get(i).hangUp(phones.get(i));
                }
                lines.addAll(talking(visitor, sbc, phones, pbx));
                if (Boolean.parseBoolean(text("signalling"))) {
                    lines.addAll(withAndWithout(visitor, sbc, rack));
                }
            }
        }
    }

    /** By name; of things that there are many of, one. */
    private Map<String, String> pages(PageVisitor visitor) throws IOException, InterruptedException {
        Map<String, String> pages = new LinkedHashMap<>();
        for (String page : List.of("/", "/dashboard/alarms", "/dashboard/panels", "/devices", "/devices?q=100007",
                "/alarms", "/guard", "/guard?source=127.0.0.1",
                "/registrations", "/registrations?user=1000", "/registrations?state=idle",
                "/registrations?address=127.1", "/registrations/attempts", "/registrations/attempts?user=100001",
                "/registrations/attempts?source=127.1.0.1", "/calls", "/calls?state=live", "/calls?number=100007",
                "/calls?number=nobody", "/calls?outcome=failed", "/calls?outcome=poor", "/calls?outcome=answered",
                "/calls?address=127.0.0.1", "/calls?callId=past-77-pbx",
                "/calls?from=2026-01-01T00:00&to=2030-01-01T00:00",
                "/calls/past-1", "/calls/past-" + (number("past") - 1), "/captures", "/users", "/users?q=999",
                "/users?enabled=false", "/users/new", "/users/100007@example.org", "/users/100007@example.org/edit",
                "/users/100007@example.org/devices/mobile", "/import", "/templates", "/templates/new", "/licences",
                "/consumers", "/administrators", "/api-keys", "/settings", "/settings?q=port",
                "/settings/calls.maximum", "/settings/versions", "/icps", "/icps/new", "/icps/pbx", "/certificates",
                "/events", "/events?text=100007", "/support", "/password")) {
            pages.put(page, page);
        }
        for (String list : List.of("/users", "/registrations", "/events", "/calls?outcome=answered")) {
            link(visitor, list, "rel=\"next\" href=\"/console([^\"]+)\"")
                    .forEach(next -> pages.put(list + ", next page", next));
        }
        link(visitor, "/calls?state=live", "href=\"/console(/calls/[^\"?]+)\"")
                .forEach(call -> pages.put("a live call", call));
        return pages;
    }

    private static List<String> link(PageVisitor visitor, String page, String pattern)
            throws IOException, InterruptedException {
        Matcher found = Pattern.compile(pattern).matcher(visitor.look("/console" + page).body());
        return found.find() ? List.of(found.group(1).replace("&amp;", "&")) : List.of();
    }

    private String look(PageVisitor visitor, String path) throws IOException, InterruptedException {
        Histogram nanos = new Histogram(3);
        Page first = visitor.look("/console" + path);
        if (first.status() != 200) {
            throw new IOException(path + " answered " + first.status() + ": " + first.body());
        }
        for (int i = 0; i < WARMING_LOOKS; i++) {
            visitor.look("/console" + path);
        }
        for (int i = 0; i < number("looks"); i++) {
            nanos.recordValue(visitor.look("/console" + path).nanos());
        }
        double p99 = nanos.getValueAtPercentile(99) / NANOS_PER_MILLI;
        if (p99 > number("limit")) {
            slow.add(path);
        }
        String row = String.format(Locale.ROOT, "| `%s` | %d | %.0f | %.1f | %.1f | %.1f |%s", path,
                first.body().length() / 1024, first.nanos() / NANOS_PER_MILLI,
                nanos.getValueAtPercentile(50) / NANOS_PER_MILLI, p99, nanos.getMaxValue() / NANOS_PER_MILLI,
                p99 > number("limit") ? " **too slow**" : "");
        System.err.println(row);
        return row;
    }

    /** The same work without and with dashboards, in turn: a machine that others use too is not as fast now as it was a minute ago. */
    private List<String> withAndWithout(PageVisitor visitor, OurSbc sbc, PhoneRack rack) throws InterruptedException {
        Jobs warming = new Jobs(sbc, rack, WarmUp.of(0), number("warm-up") / 2, _ -> {});
        warming.refreshes(FIRST_CALLER, REFRESHING, true);
        warming.calls(FIRST_CALLER, CALLERS, false);
        Jobs jobs = new Jobs(sbc, rack, WarmUp.of(1), number("seconds"), _ -> {});
        LongAdder readings = new LongAdder();
        List<List<Measured>> without = List.of(new ArrayList<>(), new ArrayList<>());
        List<List<Measured>> with = List.of(new ArrayList<>(), new ArrayList<>());
        for (int round = 0; round < number("rounds"); round++) { // now the one first, now the other: a JVM gets better
            if (round % 2 == 0) {
                run(jobs, without);
                withDashboards(visitor, readings, () -> run(jobs, with));
            } else {
                withDashboards(visitor, readings, () -> run(jobs, with));
                run(jobs, without);
            }
        }
        List<String> lines = new ArrayList<>();
        lines.add("| job | dashboards | per CPU second | p50 ms | p99 ms | failed |\n|---|---|---|---|---|---|");
        for (int job = 0; job < with.size(); job++) {
            Measured none = Measured.ofRounds(without.get(job));
            Measured some = Measured.ofRounds(with.get(job));
            lines.add(row(none, "0"));
            lines.add(row(some, text("dashboards")));
            lines.add(String.format(Locale.ROOT, "%s: with %s dashboards %.3f of what it is without",
                    some.job(), text("dashboards"), some.perCpuSecond() / none.perCpuSecond()));
        }
        lines.add("readings that dashboards got: " + readings.sum());
        return lines;
    }

    /** What becomes of voice packets, in turn without and with dashboards; CPU time of the whole SBC for each packet. */
    private List<String> talking(PageVisitor visitor, OurSbc sbc, List<PhoneLine> phones, BenchPbx pbx)
            throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        if (number("talking") == 0) {
            return lines;
        }
        lines.add("| " + text("talking")
                + " calls talk; dashboards | packets | lost | wrong | µs of CPU each | p50 µs | p99 µs | p99.9 µs |\n|---|---|---|---|---|---|---|---|");
        LongAdder readings = new LongAdder();
        double[] cost = new double[2];
        try (TalkingDoor door = new TalkingDoor(phones.subList(0, number("talking")), pbx);
                TalkingCalls calls = new TalkingCalls(door, number("talking"))) {
            withDashboards(visitor, new LongAdder(), () -> calls.talk(number("media-warm-up"))); // until all of it is compiled
            for (int round = 0; round < 2 * number("rounds"); round++) {
                boolean watched = (round + round / 2) % 2 == 1; // now the one first, now the other
                Measuring measuring = () -> {
                    long before = sbc.processes().cpuMicros();
                    TalkingCalls.Window window = calls.talk(number("seconds"));
                    double each = (sbc.processes().cpuMicros() - before) / (double) window.sent();
                    cost[watched ? 1 : 0] += each;
                    String row = String.format(Locale.ROOT, "| %s | %d | %d | %d | %.2f | %.0f | %.0f | %.0f |",
                            watched ? text("dashboards") : "0", window.sent(), window.lost(), window.wrong(), each,
                            window.p50Micros(), window.p99Micros(), window.p999Micros());
                    System.err.println(row);
                    lines.add(row);
                };
                if (watched) {
                    withDashboards(visitor, readings, measuring);
                } else {
                    measuring.run();
                }
            }
        }
        lines.add(String.format(Locale.ROOT,
                "media: CPU of a packet with %s dashboards %.3f of what it is without; readings %d%n",
                text("dashboards"), cost[1] / cost[0], readings.sum()));
        return lines;
    }

    private interface Measuring {
        void run() throws InterruptedException;
    }

    private void withDashboards(PageVisitor visitor, LongAdder readings, Measuring measuring)
            throws InterruptedException {
        List<Thread> dashboards = new ArrayList<>();
        for (int i = 0; i < number("dashboards"); i++) {
            dashboards.add(visitor.dashboard(readings));
        }
        measuring.run();
        dashboards.forEach(Thread::interrupt);
        for (Thread dashboard : dashboards) {
            dashboard.join(TimeUnit.SECONDS.toMillis(5));
        }
    }

    private static void run(Jobs jobs, List<List<Measured>> measured) throws InterruptedException {
        measured.get(0).add(jobs.refreshes(FIRST_CALLER, REFRESHING, true));
        measured.get(1).add(jobs.calls(FIRST_CALLER, CALLERS, false));
    }

    private static String row(Measured measured, String dashboards) {
        return String.format(Locale.ROOT, "| %s | %s | %.0f | %.2f | %.2f | %d |", measured.job(), dashboards,
                measured.perCpuSecond(), measured.p50(), measured.p99(), measured.failed());
    }
}
