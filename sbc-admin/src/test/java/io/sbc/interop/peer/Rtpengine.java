package io.sbc.interop.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** rtpengine (Debian's 10.5) in user space, without its kernel module, on 127.0.0.1: the PBX's own media relay. */
public final class Rtpengine {

    private static final int RTP_PORTS = 200;

    private final ManagedProcess process;
    private final int controlPort;

    private Rtpengine(ManagedProcess process, int controlPort) {
        this.process = process;
        this.controlPort = controlPort;
    }

    /** Starts it and waits until it takes commands. */
    public static Rtpengine start(PeerStage stage) {
        Path directory = stage.directory("rtpengine");
        int controlPort = stage.ports().one();
        int rtpPort = stage.ports().block(RTP_PORTS);
        ManagedProcess process = stage.startPeer("rtpengine", directory,
                List.of(DebianProgram.RTPENGINE.path(), "--table=-1",
                        "--interface=127.0.0.1", "--listen-ng=127.0.0.1:" + controlPort, "--port-min=" + rtpPort,
                        "--port-max=" + (rtpPort + RTP_PORTS
                                - 1),
                        "--num-threads=2", "--media-num-threads=1", "--foreground", "--log-stderr", "--log-level=6",
                        "--pidfile="
                                + directory.resolve("rtpengine.pid")));
        process.awaitLine("Startup complete", Duration.ofSeconds(40));
        return new Rtpengine(process, controlPort);
    }

    int controlPort() {
        return controlPort;
    }

    public ManagedProcess process() {
        return process;
    }
}
