package io.sbc.core.config;

import io.sbc.core.config.ConfigValue.Section;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/**
 * Reads a configuration file: lays it over {@code reference.yaml}, which holds every default, and validates the whole.
 * Either everything is right, or every problem is reported at once. Thread-safe.
 *
 * <p>File names in a configuration are relative to the working directory of the process.
 */
public final class ConfigReader {

    private static final String REFERENCE = "reference.yaml";

    /** A configuration is a few kilobytes; what is larger is something else. */
    private static final long FILE_OCTETS_MAX = 1024 * 1024;

    private final int cores;

    /**
     * Makes a reader.
     *
     * @param cores what "one per core" stands for; at least 1
     */
    public ConfigReader(int cores) {
        this.cores = cores;
    }

    /** The defaults alone. */
    public SbcConfig reference() {
        return switch (parse("")) {
            case ConfigResult.Valid(SbcConfig config) -> config;
            case ConfigResult.Invalid invalid -> throw new IllegalStateException(invalid.toString());
        };
    }

    /** The commented reference document, as it is shipped. */
    public static String referenceText() {
        try (InputStream in = ConfigReader.class.getResourceAsStream(REFERENCE)) {
            if (in == null) {
                throw new IllegalStateException(REFERENCE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file; that it cannot be read is a problem like any other. */
    public ConfigResult read(Path file) {
        try {
            if (Files.size(file) > FILE_OCTETS_MAX) {
                return invalid("larger than " + Units.formatSize(FILE_OCTETS_MAX));
            }
            return parse(Files.readString(file));
        } catch (NoSuchFileException e) {
            return invalid("no such file");
        } catch (CharacterCodingException e) {
            return invalid("not UTF-8");
        } catch (IOException e) {
            return invalid("cannot be read: " + e.getMessage());
        }
    }

    /** Reads a document; an empty one means the defaults. */
    public ConfigResult parse(String yaml) {
        List<ConfigProblem> problems = new ArrayList<>();
        Section reference = YamlDocument.parse(referenceText(), false, problems);
        Section user = YamlDocument.parse(yaml, true, problems);
        Section merged = new Overlay(reference, problems).over(user);
        SbcConfig config = new ConfigBinder(cores, problems).bind(ConfigCursor.top(merged, reference, problems));
        return problems.isEmpty()
                ? new ConfigResult.Valid(config)
                : new ConfigResult.Invalid(inOrder(problems, merged));
    }

    /** The keys that reading looks at, as dotted paths: a test compares them with the reference's. */
    Set<String> keysRead() {
        List<ConfigProblem> problems = new ArrayList<>();
        Section reference = YamlDocument.parse(referenceText(), false, problems);
        ConfigCursor cursor = ConfigCursor.top(reference, reference, problems);
        new ConfigBinder(cores, problems).bind(cursor);
        return cursor.visited();
    }

    /** By line; what stands in no line comes last. */
    static List<ConfigProblem> inOrder(List<ConfigProblem> problems, Section merged) {
        return problems.stream()
                .map(problem -> problem.line() > 0
                        ? problem
                        : new ConfigProblem(problem.path(), merged.lineOf(problem.path()), problem.message()))
                .sorted(Comparator.comparingInt(problem -> problem.line() > 0 ? problem.line() : Integer.MAX_VALUE))
                .toList();
    }

    private static ConfigResult invalid(String message) {
        return new ConfigResult.Invalid(List.of(new ConfigProblem("", 0, message)));
    }
}
