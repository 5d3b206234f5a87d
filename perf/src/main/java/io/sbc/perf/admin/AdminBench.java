package io.sbc.perf.admin;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many signed requests the admin plane of the shipped server bears, over TLS, with SQLite and writes that are acknowledged when they are on the
 * disk; and how long 10,000 users by CSV take. The table goes to standard output.
 *
 * <p>Arguments, each {@code name=value}: {@code sbc} (the launcher of the distribution), {@code clients}, {@code users} that are there, {@code seconds}
 * of each run, {@code warm-up} seconds before it, {@code warm-all} seconds of mixed work before all, {@code rounds}, {@code protocols} (1,2), {@code reads} and
 * {@code writes} a second that are offered (0: only as many as the clients can), {@code csv} rows, {@code report} (a file), {@code seed}.
 */
public final class AdminBench {

    private static final Pattern JOB = Pattern.compile("\"id\":\"([^\"]+)\"");
    private static final Pattern STATE = Pattern.compile("\"state\":\"([^\"]+)\"");
    private static final Pattern SUMMARY = Pattern.compile("\"summary\":\"([^\"]*)\"");
    /** Rows of the file that are made, apart from users that requests made. */
    private static final int CSV_FIRST = 200_000;
    private static final long IMPORT_LIMIT_NANOS = TimeUnit.MINUTES.toNanos(3);

    private final Map<String, String> options = new TreeMap<>(Map.of("sbc", "sbc-admin/target/distribution/bin/sbc",
            "clients", "8", "users", "1000", "seconds", "8", "warm-up", "1", "warm-all", "15", "rounds", "1",
            "protocols",
            "1,2", "csv", "10000", "report", ""));

    private AdminBench() {
        options.putAll(Map.of("reads", "1000", "writes", "300", "seed", "1"));
    }

    public static void main(String[] arguments) throws Exception {
        String report = of(arguments).run();
        System.out.println(report);
    }

    static AdminBench of(String... arguments) {
        AdminBench bench = new AdminBench();
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

    /** Everything; the table. */
    String run() throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("bench-admin");
        List<String> lines = new ArrayList<>();
        try (AdminSubject subject = AdminSubject.start(text("sbc"), directory)) {
            lines.add(provision(subject));
            load(subject, HttpClient.Version.HTTP_1_1).run(Work.MIXED, 0, 0, number("warm-all"));
            lines.add("");
            lines.add(Figures.HEADER.strip());
            for (int round = 0; round < number("rounds"); round++) {
                for (String protocol : text("protocols").split(",", -1)) {
                    lines.addAll(round(load(subject, protocol.equals("2")
                            ? HttpClient.Version.HTTP_2
                            : HttpClient.Version.HTTP_1_1)));
                }
            }
            lines.add("");
            if (number("csv") > 0) {
                lines.add(importFile(subject, "created"));
                lines.add(importFile(subject, "the same once more"));
            }
        }
        String report = String.join("\n", lines) + "\n\nlog and database: " + directory;
        if (!text("report").isEmpty()) {
            Files.writeString(Path.of(text("report")), report);
        }
        return report;
    }

    private Load load(AdminSubject subject, HttpClient.Version version) {
        return new Load(subject, version, number("clients"), number("users"), number("seed"));
    }

    private List<String> round(Load load) throws IOException, InterruptedException {
        List<String> rows = new ArrayList<>();
        for (Work work : Work.values()) {
            int rate = switch (work) {
                case READ -> number("reads");
                case WRITE -> number("writes");
                case MIXED -> 0;
            };
            if (rate > 0) {
                rows.add(say(load.run(work, rate, number("warm-up"), number("seconds"))));
            }
            rows.add(say(load.run(work, 0, number("warm-up"), number("seconds"))));
        }
        return rows;
    }

    private static String say(Figures figures) {
        System.err.println(figures.row());
        return figures.row();
    }

    /** One after the other, as a provisioning manager does. */
    private String provision(AdminSubject subject) throws IOException, InterruptedException {
        long start = System.nanoTime();
        try (HttpClient http = subject.client(HttpClient.Version.HTTP_1_1)) {
            SigningClient client = subject.signing(http);
            for (int user = 0; user < number("users"); user++) {
                int status = Work.put(client, user, "new");
                if (status != 201) {
                    throw new IOException("a user was answered by " + status);
                }
            }
        }
        double took = (System.nanoTime() - start) / 1e9;
        return String.format(Locale.ROOT,
                "%d users pushed one after the other by a fresh server: %.1f s, %.0f a second",
                number("users"), took, number("users") / took);
    }

    private String importFile(AdminSubject subject, String what) throws IOException, InterruptedException {
        int rows = number("csv");
        StringBuilder csv = new StringBuilder("email,extension,name,set_password,icp_password,icp\n");
        for (int i = CSV_FIRST; i < CSV_FIRST + rows; i++) {
            csv.append("%s,%d,Row %d,%s,code-%d,bench%n".formatted(Work.email(i), Work.extension(i), i,
                    Work.password(i), i));
        }
        long cpu = subject.cpuMicros();
        long start = System.nanoTime();
        try (HttpClient http = subject.client(HttpClient.Version.HTTP_1_1)) {
            SigningClient client = subject.signing(http);
            HttpResponse<String> taken = client.send("POST", "/users/import", "text/csv", csv.toString());
            if (taken.statusCode() != 202) {
                throw new IOException("the import was answered by " + taken.statusCode() + ": " + taken.body());
            }
            String job = found(JOB, taken.body());
            String state = "waiting";
            String said = "";
            while (state.equals("waiting") || state.equals("running")) {
                if (System.nanoTime() - start > IMPORT_LIMIT_NANOS) {
                    throw new IOException("the import does not end");
                }
                TimeUnit.MILLISECONDS.sleep(50);
                said = client.send("GET", "/jobs/" + job, "", "").body();
                state = found(STATE, said);
            }
            double took = (System.nanoTime() - start) / 1e9;
            return String.format(Locale.ROOT, "%d users by CSV, %s: %.1f s, server CPU %.1f s; %s: %s", rows, what,
                    took,
                    (subject.cpuMicros() - cpu) / 1e6, state, found(SUMMARY, said));
        }
    }

    private static String found(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + text);
        }
        return matcher.group(1);
    }
}
