package io.sbc.admin.doctor;

import io.sbc.core.config.SbcConfig;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The machine: disk, open files, kernel buffers, time, proxy environment. */
final class MachineChecks {

    private static final int FILE_MAX = 65_536;
    private static final long MEBI = 1 << 20;
    private static final long DISK_LOW = 1024 * MEBI;
    private static final long DISK_FULL = 100 * MEBI;

    /** One for RTP and one for RTCP on each side. */
    private static final int SOCKETS_PER_CALL = 4;
    private static final int FILES_BESIDES = 500;
    /** With fewer not a hundred calls fit beside the SBC's own files. */
    private static final int FILES_MIN = FILES_BESIDES + 100 * SOCKETS_PER_CALL;

    /** A quarter of a second of 5,000 packets of 200 octets a second, with the kernel's own share. */
    private static final long BUFFER_WANTED = 1 * MEBI;
    private static final int BACKLOG_WANTED = 1024;
    private static final int QUEUE_WANTED = 1000;

    private final SbcConfig config;
    private final Path root;
    private final Map<String, String> environment;

    /** @param root of the file system: {@code /}, but in tests */
    MachineChecks(SbcConfig config, Path root, Map<String, String> environment) {
        this.config = config;
        this.root = root;
        this.environment = Map.copyOf(environment);
    }

    List<Ailment> look() {
        List<Ailment> found = new ArrayList<>();
        Stream.of(config.store().database(), config.recorder().database()).map(MachineChecks::folder).distinct()
                .forEach(folder -> found.add(disk(folder)));
        openFiles().ifPresent(found::add);
        buffer("rmem_max").ifPresent(found::add);
        buffer("wmem_max").ifPresent(found::add);
        backlog().ifPresent(found::add);
        deviceQueue().ifPresent(found::add);
        found.add(time());
        found.addAll(proxy());
        return found;
    }

    private static Path folder(Path file) {
        Path folder = file.toAbsolutePath().getParent();
        while (folder != null && !Files.exists(folder)) {
            folder = folder.getParent();
        }
        return folder == null ? Path.of("/") : folder;
    }

    private static Ailment disk(Path folder) {
        try {
            return disk(folder, Files.getFileStore(folder).getUsableSpace());
        } catch (IOException unknown) {
            return Ailment.warning("disk", "the space left at " + folder + " is not known: " + unknown.getMessage(),
                    "Look at it with df");
        }
    }

    static Ailment disk(Path folder, long left) {
        String what = left / MEBI + " MiB are left at " + folder;
        if (left < DISK_FULL) {
            return Ailment.problem("disk", what, "Make room: without it neither users nor calls can be stored");
        }
        return left < DISK_LOW
                ? Ailment.warning("disk", what, "Make room, or lower recorder.retention-size and store.history.size")
                : Ailment.well("disk", what);
    }

    private Optional<Ailment> openFiles() {
        return read("proc/self/limits")
                .flatMap(limits -> limits.lines().filter(line -> line.startsWith("Max open files"))
                        .findFirst())
                .map(line -> line.substring("Max open files".length()).strip().split(" +")[0])
                .filter(soft -> !soft.equals("unlimited")).map(soft -> openFiles(Long.parseLong(soft)));
    }

    private Ailment openFiles(long limit) {
        long wanted = (long) config.calls().maximum() * SOCKETS_PER_CALL + config.limits().connections()
                + FILES_BESIDES;
        String what = "a process started here may open " + limit + " files; " + config.calls().maximum() + " calls and "
                + config.limits().connections() + " connections at a time would need " + wanted;
        String fix = "Raise LimitNOFILE of the service (ulimit -n), or lower calls.maximum and limits.connections";
        if (limit < FILES_MIN) {
            return Ailment.problem("open-files", what, fix);
        }
        return limit < wanted
                ? Ailment.warning("open-files", what, fix)
                : Ailment.well("open-files", what);
    }

    private Optional<Ailment> buffer(String name) {
        return number("proc/sys/net/core/" + name).map(octets -> octets < BUFFER_WANTED
                ? Ailment.warning("kernel", "net.core." + name + " is " + octets + " octets",
                        "sysctl -w net.core." + name + "="
                                + 4 * MEBI + ": bursts of media are lost in smaller buffers")
                : Ailment.well("kernel", "net.core." + name + " is " + octets + " octets"));
    }

    private Optional<Ailment> backlog() {
        return number("proc/sys/net/core/somaxconn").map(backlog -> backlog < BACKLOG_WANTED
                ? Ailment.warning("kernel", "net.core.somaxconn is " + backlog,
                        "sysctl -w net.core.somaxconn=4096: phones that "
                                + "reconnect together are refused otherwise")
                : Ailment.well("kernel", "net.core.somaxconn is " + backlog));
    }

    /** Packets that a network card may bring before they are looked at: bursts of media of thousands of calls. */
    private Optional<Ailment> deviceQueue() {
        return number("proc/sys/net/core/netdev_max_backlog").map(queue -> queue < QUEUE_WANTED
                ? Ailment.warning("kernel", "net.core.netdev_max_backlog is " + queue,
                        "sysctl -w net.core.netdev_max_backlog=5000: bursts of media are dropped before any socket otherwise")
                : Ailment.well("kernel", "net.core.netdev_max_backlog is " + queue));
    }

    /** What the usual time services leave behind. */
    private Ailment time() {
        boolean follows = Stream.of("run/systemd/timesync/synchronized", "run/chrony/chronyd.pid", "run/chronyd.pid",
                "run/ntpd.pid", "run/ntpsec/ntpd.pid", "var/run/ntpd.pid")
                .anyMatch(file -> Files.exists(root.resolve(file)));
        return follows
                ? Ailment.well("time", "a time service keeps the clock")
                : Ailment.warning("time", "no time service was found that keeps the clock",
                        "timedatectl set-ntp true, or install chrony: wrong time breaks certificates, nonces and signed requests");
    }

    private List<Ailment> proxy() {
        List<Ailment> found = new ArrayList<>();
        for (String name : List.of("https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY")) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                found.add(proxy(name, value));
            }
        }
        return found;
    }

    private static Ailment proxy(String name, String value) {
        String shown = value.replaceAll("//[^@/]*@", "//***@");
        try {
            URI uri = URI.create(value);
            if (uri.getHost() == null || uri.getPort() < 0) {
                return Ailment.problem("proxy", name + " is " + shown + ", which names no host and port",
                        "Write it as http://proxy.example.com:3128");
            }
            return Ailment.well("proxy", name + " is " + shown);
        } catch (IllegalArgumentException malformed) {
            return Ailment.problem("proxy", name + " is no URL", "Write it as http://proxy.example.com:3128");
        }
    }

    private Optional<Long> number(String file) {
        return read(file).map(String::strip).filter(text -> text.matches("[0-9]{1,18}")).map(Long::valueOf);
    }

    /** In one read: the kernel gives what is left of a number below /proc/sys to nobody who comes back for it. */
    private Optional<String> read(String file) {
        byte[] octets = new byte[FILE_MAX];
        try (InputStream in = Files.newInputStream(root.resolve(file))) {
            int length = in.read(octets);
            return Optional.of(new String(octets, 0, Math.max(0, length), StandardCharsets.UTF_8));
        } catch (IOException notThere) {
            return Optional.empty();
        }
    }
}
