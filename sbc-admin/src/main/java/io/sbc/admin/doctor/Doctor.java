package io.sbc.admin.doctor;

import io.sbc.base.Clock;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.icp.DnsJavaSource;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Looks at everything that an SBC of one configuration stands on. */
public final class Doctor {

    private final SbcConfig config;
    private final Clock clock;
    private final RandomGenerator random;
    private final Path root;
    private final Map<String, String> environment;

    /**
     * @param root of the file system, for {@code /proc} and {@code /run}
     * @param environment of this process
     */
    public Doctor(SbcConfig config, Clock clock, RandomGenerator random, Path root, Map<String, String> environment) {
        this.config = config;
        this.clock = clock;
        this.random = random;
        this.root = root;
        this.environment = Map.copyOf(environment);
    }

    /**
     * The worst first. Waits for PBXs and names, seconds at most for each.
     *
     * @param runs whether the SBC runs now
     */
    public List<Ailment> look(boolean runs) {
        List<Ailment> found = new ArrayList<>(
                new CertificateChecks(config, new ConfigReader(1).reference(), runs, clock).look());
        found.addAll(new NetworkChecks(config, runs,
                DnsJavaSource.of(config.icp().dnsServers()), clock,
                new PbxProbe(clock, random, config.icp().tls().trust(),
                        config.icp().address()))
                .look());
        found.addAll(new MachineChecks(config, root, environment).look());
        found.sort(Comparator.comparing(Ailment::level));
        return List.copyOf(found);
    }
}
