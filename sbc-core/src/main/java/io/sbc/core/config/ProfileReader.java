package io.sbc.core.config;

import io.sbc.core.config.ConfigValue.Section;
import io.sbc.core.policy.CodecRule;
import io.sbc.core.policy.HeaderRule;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Reads a profile: a preset that is shipped, or a file of the same form. Everything that is wrong with it is reported at
 * once, with the path inside the file and what would be right. One object for one use of a profile.
 */
final class ProfileReader {

    /** The presets for PBXs, and the one for phones. */
    static final List<String> PBX_PRESETS = List.of("generic", "mx-one", "mivoice-business", "mivoice-5000",
            "openscape-voice", "openscape-4000");
    static final List<String> SET_PRESETS = List.of("phones");

    private static final long FILE_OCTETS_MAX = 256 * 1024;
    private static final List<String> KEYS = List.of("about", "extends", "transports", "registration-expires",
            "rtp-security", "only-one", "icp-password", "pass", "codecs", "to", "from");

    private static final String FOLLOWS = "as-set-side";

    private final List<String> presets;
    private final Consumer<String> complain;
    private final Set<String> opened = new HashSet<>();

    /**
     * @param presets whose names may be given
     * @param complain gets a clause for each problem, fit to follow the path of the key that names the profile
     */
    ProfileReader(List<String> presets, Consumer<String> complain) {
        this.presets = presets;
        this.complain = complain;
    }

    /** The profile of that name; an ordinary one when there are problems. */
    PbxProfile read(String name) {
        if (!opened.add(name)) {
            complain.accept("\"" + name + "\" extends itself");
            return PbxProfile.GENERIC;
        }
        Optional<String> text = presets.contains(name) ? Optional.of(preset(name)) : file(name);
        if (text.isEmpty()) {
            return PbxProfile.GENERIC;
        }
        List<ConfigProblem> problems = new ArrayList<>();
        Section top = YamlDocument.parse(text.get(), true, problems);
        PbxProfile profile = new Reading(name, problems).profile(top);
        problems.forEach(problem -> complain.accept(name + (problem.line() > 0 ? " line " + problem.line() : "") + ": "
                + (problem.path().isEmpty() ? "" : problem.path() + ": ") + problem.message()));
        return profile;
    }

    private static String preset(String name) {
        try (InputStream in = ProfileReader.class.getResourceAsStream("profiles/" + name + ".yaml")) {
            if (in == null) {
                throw new IllegalStateException("the preset " + name + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Optional<String> file(String name) {
        if (!name.endsWith(".yaml")) {
            complain.accept("\"" + name + "\" is not allowed: must be one of " + String.join(", ", presets)
                    + ", or a file (.yaml)" + Spelling.nearest(name, Set.copyOf(presets))
                            .map(near -> "; did you mean " + near + "?").orElse(""));
            return Optional.empty();
        }
        try {
            Path file = Path.of(name);
            if (Files.size(file) > FILE_OCTETS_MAX) {
                complain.accept(name + " is larger than " + Units.formatSize(FILE_OCTETS_MAX));
                return Optional.empty();
            }
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            complain.accept("there is no file " + name);
            return Optional.empty();
        } catch (IOException | InvalidPathException e) {
            complain.accept(name + " cannot be read: " + e.getMessage());
            return Optional.empty();
        }
    }

    /** One document. */
    private final class Reading {

        private final String name;
        private final List<ConfigProblem> problems;

        Reading(String name, List<ConfigProblem> problems) {
            this.name = name;
            this.problems = problems;
        }

        PbxProfile profile(Section top) {
            ProfileValues values = new ProfileValues(problems);
            values.keys("", top, KEYS);
            PbxProfile base = values.text("", top, "extends").map(ProfileReader.this::read)
                    .orElse(PbxProfile.GENERIC);
            CodecRule codecs = values.section("", top, "codecs").map(section -> {
                values.keys("codecs", section, List.of("order", "remove"));
                return new CodecRule(values.words("codecs", section, "order"),
                        Set.copyOf(values.words("codecs", section, "remove")));
            }).orElse(CodecRule.NONE);
            ProfileRules rules = new ProfileRules(values);
            return new PbxProfile(name, transports(values, top, base),
                    values.text("", top, "registration-expires").map(text -> seconds(values, top, text))
                            .or(base::registrationExpires),
                    values.section("", top, "rtp-security").flatMap(section -> advice(values, section))
                            .or(base::rtpSecurity),
                    values.text("", top, "only-one").map(Boolean::parseBoolean).orElse(base.onlyOne()),
                    values.text("", top, "icp-password")
                            .flatMap(text -> values.choice("icp-password", top.line(), text,
                                    List.of(FOLLOWS, "of-its-own")))
                            .map(FOLLOWS::equals).orElse(base.icpPasswordFollows()),
                    union(base.pass(), pass(values, top)),
                    base.to().then(rules.read("to", top, codecs)), base.from().then(rules.read("from", top, codecs)));
        }

        private List<TransportProtocol> transports(ProfileValues values, Section top, PbxProfile base) {
            List<TransportProtocol> transports = new ArrayList<>();
            for (String word : values.words("", top, "transports")) {
                values.choice("transports", top.line(), word, List.of("udp", "tcp", "tls"))
                        .ifPresent(known -> transports.add(TransportProtocol.valueOf(known.toUpperCase(Locale.ROOT))));
            }
            return transports.isEmpty() ? base.transports() : transports;
        }

        private Duration seconds(ProfileValues values, Section top, String text) {
            return Units.parseDuration(text).filter(duration -> duration.toSeconds() >= 60).orElseGet(() -> {
                values.problem("registration-expires", top.line(),
                        "\"" + text + "\" is not allowed: must be a duration of at least 60s");
                return Duration.ofHours(1);
            });
        }

        private Optional<PbxProfile.Advice> advice(ProfileValues values, Section at) {
            values.keys("rtp-security", at, List.of("inbound", "outbound", "preferred"));
            Optional<RtpSecurityPolicy.Inbound> inbound = values.constant("rtp-security", at, "inbound",
                    RtpSecurityPolicy.Inbound.values(), ProfileValues::hyphenated);
            Optional<RtpSecurityPolicy.Outbound> outbound = values.constant("rtp-security", at, "outbound",
                    RtpSecurityPolicy.Outbound.values(), ProfileValues::hyphenated);
            Optional<SrtpSuite> preferred = values.constant("rtp-security", at, "preferred", SrtpSuite.values(),
                    SrtpSuite::sdesName);
            return inbound.isPresent() && outbound.isPresent() && preferred.isPresent()
                    ? Optional.of(new PbxProfile.Advice(inbound.get(), outbound.get(), preferred.get()))
                    : Optional.empty();
        }

        private Set<HeaderName> pass(ProfileValues values, Section top) {
            Set<HeaderName> names = new HashSet<>();
            for (String word : values.words("", top, "pass")) {
                values.header("pass", top.line(), word, HeaderRule::mayName).ifPresent(names::add);
            }
            return names;
        }

        private static Set<HeaderName> union(Set<HeaderName> a, Set<HeaderName> b) {
            Set<HeaderName> all = new HashSet<>(a);
            all.addAll(b);
            return all;
        }
    }
}
