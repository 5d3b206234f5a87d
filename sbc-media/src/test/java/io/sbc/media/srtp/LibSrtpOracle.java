package io.sbc.media.srtp;

import io.sbc.media.api.MasterKeyIdentifier;
import io.sbc.media.api.SrtpKey;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The program of {@code src/test/c/libsrtp_oracle.c}, compiled against Debian's libsrtp and run as a process. */
final class LibSrtpOracle implements AutoCloseable {

    private static final Path SOURCE = Path.of("src", "test", "c", "libsrtp_oracle.c");

    /** What fits into a pipe of Linux, with some room for lengths, tags and identifiers. */
    static final int BATCH_OCTETS = 40_000;

    private final Process process;
    private final DataOutputStream requests;
    private final DataInputStream answers;

    private LibSrtpOracle(Process process) {
        this.process = process;
        this.requests = new DataOutputStream(new BufferedOutputStream(process.getOutputStream()));
        this.answers = new DataInputStream(new BufferedInputStream(process.getInputStream(), BATCH_OCTETS));
    }

    /** Compiles and starts it. */
    static LibSrtpOracle start(Path directory) throws IOException, InterruptedException {
        Path program = directory.resolve("libsrtp_oracle");
        compile(program);
        return new LibSrtpOracle(new ProcessBuilder(program.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }

    private static void compile(Path program) throws InterruptedException {
        try {
            Path errors = Files.createTempFile(program.getParent(), "gcc", ".txt");
            int status = new ProcessBuilder("gcc", "-O2", "-Wall", "-Werror", "-o", program.toString(),
                    SOURCE.toString(), "-lsrtp2").redirectErrorStream(true).redirectOutput(errors.toFile()).start()
                    .waitFor();
            if (status != 0) {
                throw new AssertionError("gcc cannot build " + SOURCE + "; it needs libsrtp2-dev "
                        + "(apt-get install gcc libsrtp2-dev):\n"
                        + Files.readString(errors, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new AssertionError("gcc cannot be run; this test needs gcc and libsrtp2-dev "
                    + "(apt-get install gcc libsrtp2-dev)", e);
        }
    }

    /** Fresh sessions under this key. */
    void key(SrtpKey key) {
        byte[] keyAndSalt = key.keyAndSalt();
        byte[] identifier = key.identifier().map(MasterKeyIdentifier::octets).orElse(new byte[0]);
        byte[] data = new byte[2 + identifier.length + keyAndSalt.length];
        data[0] = (byte) key.suite().ordinal();
        data[1] = (byte) identifier.length;
        System.arraycopy(identifier, 0, data, 2, identifier.length);
        System.arraycopy(keyAndSalt, 0, data, 2 + identifier.length, keyAndSalt.length);
        if (ask('K', data, data.length).isEmpty()) {
            throw new AssertionError("libsrtp refuses a key for " + key.suite());
        }
    }

    /** The SRTP packet, or empty when libsrtp refuses. */
    Optional<byte[]> protectRtp(byte[] packet) {
        return ask('P', packet, packet.length);
    }

    /** The RTP packet, or empty when libsrtp refuses. */
    Optional<byte[]> unprotectRtp(byte[] packet, int length) {
        return ask('U', packet, length);
    }

    /** The SRTCP packet, or empty when libsrtp refuses. */
    Optional<byte[]> protectRtcp(byte[] packet) {
        return ask('p', packet, packet.length);
    }

    /** The RTCP packet, or empty when libsrtp refuses. */
    Optional<byte[]> unprotectRtcp(byte[] packet, int length) {
        return ask('u', packet, length);
    }

    /**
     * The answers to many requests, in their order; packets of no more than {@value #BATCH_OCTETS} octets together, since
     * the answers wait in a pipe until all is asked.
     */
    List<Optional<byte[]>> protectRtp(List<byte[]> packets) {
        return askAll('P', packets);
    }

    /** As for {@link #protectRtp(List)}. */
    List<Optional<byte[]>> unprotectRtp(List<byte[]> packets) {
        return askAll('U', packets);
    }

    private List<Optional<byte[]>> askAll(char operation, List<byte[]> packets) {
        try {
            for (byte[] packet : packets) {
                request(operation, packet, packet.length);
            }
            request('F', new byte[0], 0);
            requests.flush();
            List<Optional<byte[]>> all = new ArrayList<>(packets.size());
            for (int i = 0; i < packets.size(); i++) {
                all.add(answer());
            }
            return all;
        } catch (IOException e) {
            throw new UncheckedIOException("the libsrtp program has ended", e);
        }
    }

    private Optional<byte[]> ask(char operation, byte[] data, int length) {
        return askAll(operation, List.of(Arrays.copyOf(data, length))).getFirst();
    }

    private void request(char operation, byte[] data, int length) throws IOException {
        requests.writeByte(operation);
        requests.writeShort(length);
        requests.write(data, 0, length);
    }

    private Optional<byte[]> answer() throws IOException {
        int status = answers.readUnsignedByte();
        byte[] answer = answers.readNBytes(answers.readUnsignedShort());
        return status == 0 ? Optional.of(answer) : Optional.empty();
    }

    @Override
    public void close() throws IOException {
        requests.close();
        process.onExit().join();
    }
}
