package io.sbc.interop.peer;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** stunnel as a TLS client: what comes in plainly on a port of 127.0.0.1 goes on in TLS, one connection for each. */
public final class Stunnel {

    private final int port;

    private Stunnel(int port) {
        this.port = port;
    }

    /**
     * Starts it and waits until it listens.
     *
     * @param authority the CA (PEM) to which the server's certificate has to chain; the name checked is localhost
     */
    public static Stunnel start(PeerStage stage, int serverPort, Path authority) {
        Path directory = stage.directory("stunnel");
        int port = stage.ports().one();
        Path configuration = directory.resolve("stunnel.conf");
        PeerStage.write(configuration, """
                foreground = yes
                pid =
                debug = notice
                output = /dev/stdout
                socket = l:TCP_NODELAY=1
                socket = r:TCP_NODELAY=1
                [sips]
                client = yes
                accept = 127.0.0.1:%d
                connect = 127.0.0.1:%d
                verifyChain = yes
                checkHost = localhost
                sni = localhost
                CAfile = %s
                TIMEOUTclose = 0
                """.formatted(port, serverPort, authority));
        ManagedProcess process = stage.startPeer("stunnel", directory,
                List.of(DebianProgram.STUNNEL.path(), configuration.toString()));
        process.awaitLine("Configuration successful", Duration.ofSeconds(40));
        return new Stunnel(port);
    }

    /** Where SIPp connects. */
    public int port() {
        return port;
    }
}
