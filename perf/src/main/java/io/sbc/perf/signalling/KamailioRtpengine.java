package io.sbc.perf.signalling;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Debian's Kamailio with rtpengine in user space, configured as an edge proxy that does the same job. */
final class KamailioRtpengine implements Rival {

    /** Shared memory, MiB: what tens of thousands of TLS connections need; only touched pages count as its memory. */
    private static final String SHARED_MEMORY = "2048";
    private static final String PRIVATE_MEMORY = "32";

    private final String name;
    private final ProcessGroup processes;
    private final InetSocketAddress tls;

    private KamailioRtpengine(String name, ProcessGroup processes, InetSocketAddress tls) {
        this.name = name;
        this.processes = processes;
        this.tls = tls;
    }

    /** @param keepsKnown refreshes what the PBX knows already without asking the PBX */
    static KamailioRtpengine start(Site site, boolean keepsKnown) throws IOException, InterruptedException {
        int tlsPort = Site.freePort();
        int rtpenginePort = Site.freePort();
        Path configuration = site.directory().resolve("kamailio.cfg");
        Files.writeString(configuration, template().replace("@tls-port@", Integer.toString(tlsPort))
                .replace("@udp-port@", Integer.toString(Site.freePort()))
                .replace("@rtpengine-port@", Integer.toString(rtpenginePort))
                .replace("@pbx-port@", Integer.toString(site.pbxPort()))
                .replace("@certificate@", site.certificateFile().toString())
                .replace("@key@", site.keyFile().toString()));
        Process rtpengine = site.start("rtpengine", List.of("rtpengine", "--table=-1", "--interface=127.0.0.1",
                "--listen-ng=127.0.0.1:" + rtpenginePort, "--port-min=28000", "--port-max=31999", "--foreground",
                "--log-stderr", "--log-level=3", "--pidfile=" + site.directory().resolve("rtpengine.pid")));
        List<String> command = new ArrayList<>(List.of("kamailio", "-DD", "-E", "-x", "tlsf", "-m", SHARED_MEMORY, "-M",
                PRIVATE_MEMORY, "-f", configuration.toString(), "-Y", site.directory().toString(), "-P",
                site.directory().resolve("kamailio.pid").toString()));
        if (keepsKnown) {
            command.addAll(List.of("-A", "KNOWN_STAY_HERE"));
        }
        Process kamailio = site.start("kamailio", command);
        var processes = new ProcessGroup(List.of(kamailio, rtpengine));
        try {
            site.awaitListening(tlsPort, kamailio);
        } catch (IOException e) {
            processes.end();
            throw e;
        }
        return new KamailioRtpengine(keepsKnown ? "kamailio-keeping" : "kamailio", processes,
                new InetSocketAddress("127.0.0.1", tlsPort));
    }

    private static String template() throws IOException {
        try (InputStream in = KamailioRtpengine.class.getResourceAsStream("kamailio.cfg")) {
            if (in == null) {
                throw new IOException("kamailio.cfg is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
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

    @Override
    public long memoryBytes() {
        return processes.residentBytes();
    }

    @Override
    public void close() {
        processes.end();
    }
}
