package io.sbc.admin.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.admin.doctor.Ailment;
import io.sbc.admin.doctor.Doctor;
import io.sbc.base.Clock;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code doctor}. */
@Command(name = "doctor", mixinStandardHelpOptions = true, description = "Looks at what the SBC stands on: ports, certificates, DNS, time, PBXs, disk, limits, kernel, proxy; says what to mend.")
final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--json", description = "As one JSON document.")
    private boolean json;

    @Option(names = "--running", description = "The SBC runs and has its ports; without it that is found out.")
    private boolean running;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    /** 1 when there is a problem. */
    @Override
    public Integer call() throws CommandFailure, IOException {
        Doctor doctor = new Doctor(config.read(), Clock.system(), new SecureRandom(), Path.of("/"), System.getenv());
        List<Ailment> found = doctor.look(running || AdminClient.answers(config.read()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(new ObjectMapper().writeValueAsString(found.stream().map(DoctorCommand::document).toList()));
        } else {
            found.forEach(ailment -> print(ailment, out));
        }
        return found.stream().anyMatch(ailment -> ailment.level() == Ailment.Level.PROBLEM) ? 1 : 0;
    }

    private static void print(Ailment ailment, PrintWriter out) {
        out.println("%-8s %s: %s".formatted(ailment.level().word(), ailment.subject(), ailment.what()));
        if (!ailment.fix().isEmpty()) {
            out.println("         -> " + ailment.fix());
        }
    }

    private static Map<String, String> document(Ailment ailment) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("level", ailment.level().word());
        fields.put("subject", ailment.subject());
        fields.put("what", ailment.what());
        fields.put("fix", ailment.fix());
        return fields;
    }
}
