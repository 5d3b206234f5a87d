package io.sbc.admin.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What may be said about a user on the command line. An option without a value asks for it, so that passwords stay out of the list of processes. */
final class UserOptions {

    @Option(names = "--extension", paramLabel = "NUMBER", description = "At the PBX; the devices get theirs by the template.")
    private @Nullable String extension;

    @Option(names = "--name", paramLabel = "TEXT", description = "For people.")
    private @Nullable String name;

    @Option(names = "--icp", paramLabel = "PBX", description = "The PBX; else the template's, else the first.")
    private @Nullable String icp;

    @Option(names = "--template", paramLabel = "NAME", description = "What the devices are made by; else psi.")
    private @Nullable String template;

    @Option(names = "--set-password", paramLabel = "PASSWORD", arity = "0..1", interactive = true, description = "Of both devices towards the SBC; asked for if left out.")
    private char @Nullable [] setPassword;

    @Option(names = "--icp-password", paramLabel = "PASSWORD", arity = "0..1", interactive = true, description = "Towards the PBX: the authorization code; asked for if left out.")
    private char @Nullable [] icpPassword;

    @Option(names = "--generate-password", description = "Makes a strong set-side password and shows it.")
    private boolean generate;

    Map<String, Object> body() {
        Map<String, Object> body = new LinkedHashMap<>();
        put(body, "extension", extension);
        put(body, "name", name);
        put(body, "icp", icp);
        put(body, "template", template);
        put(body, "setPassword", setPassword == null ? null : new String(setPassword));
        put(body, "icpPassword", icpPassword == null ? null : new String(icpPassword));
        if (generate) {
            body.put("generatePassword", true);
        }
        return body;
    }

    private static void put(Map<String, Object> body, String field, @Nullable String value) {
        if (value != null) {
            body.put(field, value);
        }
    }
}
