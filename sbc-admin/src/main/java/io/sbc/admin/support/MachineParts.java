package io.sbc.admin.support;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.RuntimeMXBean;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Versions of everything, the kernel's limits and counters, addresses, sockets. Reads {@code /proc} and {@code /etc}; any thread. */
public final class MachineParts {

    private static final int FILE_MAX = 256 * 1024;
    private static final List<String> KERNEL = List.of("proc/loadavg", "proc/meminfo", "proc/self/limits",
            "proc/self/status", "proc/pressure/cpu", "proc/pressure/memory", "proc/pressure/io",
            "proc/sys/net/core/rmem_max", "proc/sys/net/core/wmem_max", "proc/sys/net/core/somaxconn",
            "proc/sys/net/core/netdev_max_backlog", "proc/sys/net/ipv4/ip_local_port_range", "proc/sys/fs/file-nr",
            "proc/net/sockstat", "proc/net/sockstat6", "proc/net/snmp", "proc/net/dev", "etc/resolv.conf",
            "sys/fs/cgroup/cpu.max", "sys/fs/cgroup/memory.max");

    private final Path root;
    private final String product;

    /**
     * @param root of the file system: {@code /}, but in tests
     * @param product name and version
     */
    public MachineParts(Path root, String product) {
        this.root = root;
        this.product = product;
    }

    /** All of them. */
    public List<Part> parts() {
        return List.of(new Part("versions.txt", "product, JDK, flags, system, kernel, libraries", this::versions),
                new Part("machine/kernel.txt", "limits, memory, pressure and network counters of the kernel", this::kernel),
                new Part("machine/addresses.txt", "network interfaces and their addresses", MachineParts::addresses),
                new Part("machine/sockets.txt", "TCP and UDP sockets with queues and drops",
                        out -> new SocketTable(root).writeTo(out)));
    }

    private void versions(PartText out) throws IOException {
        RuntimeMXBean runtime = ManagementFactory.getRuntimeMXBean();
        out.line("product: " + product);
        out.line("process: " + runtime.getPid() + ", up " + Duration.ofMillis(runtime.getUptime()) + ", since "
                + Instant.ofEpochMilli(runtime.getStartTime()));
        out.line("jdk: " + runtime.getVmName() + " " + runtime.getVmVersion() + " (" + runtime.getVmVendor() + ")");
        out.line("system: " + System.getProperty("os.name") + " " + System.getProperty("os.version") + " "
                + System.getProperty("os.arch") + ", " + Runtime.getRuntime().availableProcessors() + " processors");
        out.line("kernel: " + read("proc/version").strip());
        read("etc/os-release").lines().filter(line -> line.startsWith("PRETTY_NAME="))
                .forEach(line -> out.line("distribution: " + line.substring(line.indexOf('=') + 1)));
        out.line("flags: " + String.join(" ", runtime.getInputArguments()));
        out.line("libraries:");
        Arrays.stream(runtime.getClassPath().split(java.io.File.pathSeparator)).map(Path::of).map(Path::getFileName)
                .map(String::valueOf).sorted().forEach(name -> out.line("  " + name));
    }

    private void kernel(PartText out) {
        for (String file : KERNEL) {
            out.line("== /" + file);
            try {
                out.line(read(file).stripTrailing());
            } catch (IOException missing) {
                out.line("(not there)");
            }
        }
    }

    /** In one read, as the kernel gives files below /proc. */
    private String read(String file) throws IOException {
        try (var in = Files.newInputStream(root.resolve(file))) {
            return new String(in.readNBytes(FILE_MAX), StandardCharsets.UTF_8);
        }
    }

    private static void addresses(PartText out) throws SocketException {
        for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
            out.line("%s%s mtu %d: %s".formatted(each.getName(), each.isUp() ? "" : " (down)", each.getMTU(),
                    each.getInterfaceAddresses().stream()
                            .map(address -> address.getAddress().getHostAddress() + "/"
                                    + address.getNetworkPrefixLength())
                            .collect(Collectors.joining(", "))));
        }
    }
}
