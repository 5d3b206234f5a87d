package io.sbc.perf.media;

import io.sbc.media.api.SrtpKey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Our media plane, as shipped; see {@link MediaHost}. Calls may be opened by several threads. */
final class OurRelay implements Relay {

    private static final Pattern HEAP = Pattern.compile("\\[0x([0-9a-f]+), 0x([0-9a-f]+)\\)");
    private static final Pattern MAPPING = Pattern.compile("[0-9a-f]+-[0-9a-f]+ ");

    private final Process process;
    private final BufferedReader answers;
    private final Writer commands;
    private final Random random = new Random(1);

    private final String name;

    private OurRelay(String name, Process process) {
        this.name = name;
        this.process = process;
        this.answers = process.inputReader(StandardCharsets.US_ASCII);
        this.commands = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.US_ASCII);
    }

    /**
     * Starts it.
     *
     * @param distribution the directory of the distribution: its jars and JVM flags are used
     * @param flags JVM flags besides
     * @param yaml what differs from the default configuration
     */
    static OurRelay start(String name, Path distribution, List<String> flags, String yaml, Path log)
            throws IOException {
        var command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "@" + distribution.resolve("conf/jvm.options")));
        command.addAll(flags);
        command.addAll(List.of("-cp", distribution.resolve("lib") + "/*:" + ourClasses(),
                MediaHost.class.getName(),
                Base64.getEncoder().encodeToString(yaml.getBytes(StandardCharsets.UTF_8))));
        return start(name, command, log);
    }

    /** Starts another program that speaks {@link MediaHost}'s line protocol. */
    static OurRelay start(String name, List<String> command, Path log) throws IOException {
        var relay = new OurRelay(name, new ProcessBuilder(command).redirectError(log.toFile()).start());
        String first = relay.answers.readLine();
        while (first != null && !first.startsWith("ready")) {
            first = relay.answers.readLine();
        }
        if (first == null) {
            throw new IOException(name + " did not start: " + Files.readString(log));
        }
        System.err.println(name + ": " + first);
        return relay;
    }

    /** The jar or directory that {@link MediaHost} is in; all that it needs besides is shipped. */
    private static Path ourClasses() {
        try {
            return Path.of(MediaHost.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String name() {
        return name;
    }

    private synchronized String ask(String command) throws IOException {
        commands.write(command + "\n");
        commands.flush();
        String answer = answers.readLine();
        if (answer == null) {
            throw new IOException(name + " has ended");
        }
        return answer;
    }

    @Override
    public synchronized Ports open(Call call) throws IOException {
        Optional<SrtpKey> toPhone = Kind.newKey(call.kind().phone, random);
        Optional<SrtpKey> toPbx = Kind.newKey(call.kind().pbx, random);
        String[] ports = ask(String.join(" ", "open", Integer.toString(call.number()),
                Integer.toString(call.phonePort()), Integer.toString(call.pbxPort()), word(call.phoneKey()),
                word(toPhone), word(call.pbxKey()), word(toPbx))).split(" ");
        return new Ports(Integer.parseInt(ports[0]), Integer.parseInt(ports[1]), toPhone, toPbx);
    }

    private static String word(Optional<SrtpKey> key) {
        return key.map(given -> given.suite().name() + ":" + HexFormat.of().formatHex(given.keyAndSalt())).orElse("-");
    }

    @Override
    public void close(Call call) throws IOException {
        ask("close " + call.number());
    }

    @Override
    public ProcessUsage usage() {
        return ProcessUsage.of(process);
    }

    /** What lives on the heap after a full collection, and everything resident outside the heap. */
    @Override
    public long memoryBytes() throws IOException {
        ask("gc");
        long used = Long.parseLong(ask("gc"));
        String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        Process asked = new ProcessBuilder(jcmd, Long.toString(process.pid()), "GC.heap_info").start();
        Matcher heap = HEAP.matcher(new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
        if (!heap.find()) {
            throw new IOException("jcmd GC.heap_info says nothing known");
        }
        return usage().residentBytes() + used - residentBetween(Long.parseUnsignedLong(heap.group(1), 16),
                Long.parseUnsignedLong(heap.group(2), 16));
    }

    private long residentBetween(long start, long end) throws IOException {
        long resident = 0;
        boolean within = false;
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "smaps"))) {
            if (MAPPING.matcher(line).lookingAt()) {
                long at = Long.parseUnsignedLong(line, 0, line.indexOf('-'), 16);
                within = start <= at && at < end;
            } else if (within && line.startsWith("Rss:")) {
                resident += Long.parseLong(line.replaceAll("\\D", "")) << 10;
            }
        }
        return resident;
    }

    @Override
    public OptionalLong allocatedBytes() throws IOException {
        return name.startsWith("sbc") ? OptionalLong.of(Long.parseLong(ask("allocated"))) : OptionalLong.empty();
    }

    @Override
    public void collectGarbage() throws IOException {
        ask("garbage");
    }

    @Override
    public void close() throws IOException {
        commands.close();
        end(process);
    }

    /** Ends a process that was asked to, or is asked now; kills it when it does not. */
    static void end(Process process) throws IOException {
        try {
            if (!process.waitFor(2, TimeUnit.SECONDS)) {
                process.destroy();
            }
            if (!process.waitFor(5, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            throw new IOException(e);
        }
    }
}
