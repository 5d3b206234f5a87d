package io.sbc.admin.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command line in the process of a test, against an SBC in another: to start a JVM for each command would be most of what a test with dozens
 * of them takes. Any thread.
 */
public final class InProcess {

    private final Path config;
    private final String admin;

    /**
     * Of an SBC that lives in a directory.
     *
     * @param admin where its admin server listens, as in {@code 127.0.0.1:8080}
     */
    public InProcess(Path directory, String admin) {
        this.admin = admin;
        try {
            this.config = Files.writeString(directory.resolve("in-process.yaml"),
                    "store: {key-file: " + directory.resolve("data/secret.key").toAbsolutePath() + "}\n");
        } catch (IOException e) {
            throw new IllegalStateException("no configuration for the command line", e);
        }
    }

    /**
     * What a command prints.
     *
     * @throws IOException when it failed
     */
    public String run(String... subcommand) throws IOException {
        List<String> words = new ArrayList<>(List.of(subcommand));
        words.addAll(List.of("--config", config.toString(), "--admin", admin));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status = Main.execute(new PrintWriter(out, true), new PrintWriter(err, true),
                words.toArray(new String[0]));
        if (status != 0) {
            throw new IOException(String.join(" ", subcommand) + " failed: " + out + err);
        }
        return out.toString();
    }
}
