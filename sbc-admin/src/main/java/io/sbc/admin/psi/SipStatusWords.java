package io.sbc.admin.psi;

import io.sbc.core.Side;
import io.sbc.core.registrar.RegistrationBoard.Trouble;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What the status of a failed registration means, for people: read from {@code sip-status.tsv}. Immutable. */
public final class SipStatusWords {

    private static final String FILE = "sip-status.tsv";

    private final List<Line> lines = new ArrayList<>();

    private record Line(String side, String what, String words) {

        boolean fits(String ofSide, Trouble trouble) {
            boolean ofClass = what.endsWith("xx") && what.charAt(0) == (char) ('0' + trouble.status() / 100);
            return (side.equals("-") || side.equals(ofSide))
                    && (ofClass || what.equals(trouble.why()) || what.equals(String.valueOf(trouble.status())));
        }
    }

    /** Those that are shipped. */
    public SipStatusWords() {
        try (InputStream in = SipStatusWords.class.getResourceAsStream(FILE)) {
            if (in == null) {
                throw new IllegalStateException(FILE + " is not on the class path");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().filter(line -> !line.startsWith("#"))
                    .map(line -> line.split("\t", 3)).map(parts -> new Line(parts[0], parts[1], parts[2]))
                    .forEach(lines::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A sentence, with where it happened. */
    public String of(Trouble trouble) {
        String side = trouble.side().name().toLowerCase(Locale.ROOT);
        String words = lines.stream().filter(line -> line.fits(side, trouble)).findFirst().map(Line::words)
                .orElse("The registration failed.");
        return (trouble.side() == Side.ICP ? "At the PBX: " : "At the SBC: ") + words;
    }
}
