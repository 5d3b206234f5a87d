package io.sbc.admin.console.about;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What others wrote of the distribution, by {@code third-party.tsv}, which lies beside {@code lib} too; and the licence texts of the scripts that are sent to
 * browsers, where no jar comes along that has them. Immutable.
 *
 * @param libraries jars, by name
 * @param scripts that browsers get
 */
public record ThirdParty(List<Library> libraries, List<Script> scripts) {

    private static final String LIBRARIES = "/io/sbc/admin/console/third-party.tsv";
    private static final String WEBJARS = "/META-INF/resources/webjars/";

    /**
     * A jar.
     *
     * @param name of its file, without the version
     * @param licence as SPDX has it, about
     */
    public record Library(String name, String licence) {}

    /** @param text of the licence, whole */
    public record Script(String name, String text) {}

    public ThirdParty {
        libraries = List.copyOf(libraries);
        scripts = List.copyOf(scripts);
    }

    /** Reads all of it. */
    static ThirdParty read() {
        List<Library> libraries = resource(LIBRARIES).lines().map(line -> line.split("\t", 2))
                .map(row -> new Library(row[0], row[1])).toList();
        return new ThirdParty(libraries, List.of(new Script("uPlot 1.6.30", resource(WEBJARS + "uplot/1.6.30/LICENSE")),
                new Script("htmx 2.0.10", resource(WEBJARS + "htmx.org/2.0.10/LICENSE"))));
    }

    private static String resource(String name) {
        try (InputStream in = ThirdParty.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("not in the distribution: " + name);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
