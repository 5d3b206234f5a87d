package io.sbc.perf.signalling;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What both rivals stand on: a scratch directory, one certificate, the PBX, the number of phones.
 *
 * @param key of the certificate: "rsa" (2048 bits) or "ec" (P-256)
 */
record Site(Path directory, String key, int pbxPort, int phones) {

    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Makes the certificate, self-signed, with openssl. */
    static Site prepare(Path directory, String key, int pbxPort, int phones) throws IOException, InterruptedException {
        Site site = new Site(Files.createDirectories(directory), key, pbxPort, phones);
        List<String> kind = key.equals("rsa")
                ? List.of("-newkey", "rsa:2048")
                : List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256");
        var command = new ArrayList<>(List.of("openssl", "req", "-x509", "-nodes", "-days", "2", "-subj",
                "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
                site.keyFile().toString(), "-out", site.certificateFile().toString()));
        command.addAll(kind);
        Process openssl = site.start("openssl", command);
        if (!openssl.waitFor(1, TimeUnit.MINUTES) || openssl.exitValue() != 0) {
            throw new IOException("openssl failed, see " + site.directory);
        }
        return site;
    }

    Path keyFile() {
        return directory.resolve("server.key");
    }

    Path certificateFile() {
        return directory.resolve("server.pem");
    }

    /** Starts a process in the directory, its output in a file named after it. */
    Process start(String name, List<String> command) throws IOException {
        return new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true)
                .redirectOutput(directory.resolve(name + ".log").toFile()).start();
    }

    /** A TCP port that was free a moment ago. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    /** Waits until somebody listens on this TCP port. */
    void awaitListening(int port, Process process) throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (!isListening(port)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException("nobody listens on port " + port + ", see " + directory);
            }
            Thread.sleep(100);
        }
    }

    private static boolean isListening(int port) {
        try (var probe = new Socket("127.0.0.1", port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits until a file of this site contains a text. */
    void await(String file, String text, Process process) throws IOException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        Path path = directory.resolve(file);
        while (!Files.exists(path) || !Files.readString(path).contains(text)) {
            if (!process.isAlive() || System.nanoTime() > end) {
                throw new IOException(file + " never said \"" + text + "\", see " + directory);
            }
            Thread.sleep(100);
        }
    }
}
