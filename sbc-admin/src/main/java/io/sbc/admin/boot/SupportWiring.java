package io.sbc.admin.boot;

import io.sbc.admin.alarm.AlarmService;
import io.sbc.admin.doctor.Doctor;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.LocalKey;
import io.sbc.admin.http.Metrics;
import io.sbc.admin.http.support.SupportResource;
import io.sbc.admin.support.CallParts;
import io.sbc.admin.support.ConfigParts;
import io.sbc.admin.support.JvmParts;
import io.sbc.admin.support.KnownSecrets;
import io.sbc.admin.support.MachineParts;
import io.sbc.admin.support.Part;
import io.sbc.admin.support.RegistrationParts;
import io.sbc.admin.support.StateParts;
import io.sbc.admin.support.SupportBundle;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.StoreException;
import io.sbc.core.directory.sql.SqlAccountStore;
import io.sbc.core.recorder.FlightRecorder;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Says what is in a support bundle of a running SBC. */
final class SupportWiring {

    private static final Path ROOT = Path.of("/");

    private final AdminPlane.Subjects subjects;
    private final Supplier<Collection<String>> sessions;
    private final Metrics metrics;
    private final SecureRandom random;
    private final AlarmService alarms;

    /** @param sessions SHA-256 of what belongs to them */
    SupportWiring(AdminPlane.Subjects subjects, AlarmService alarms, Supplier<Collection<String>> sessions,
            Metrics metrics, SecureRandom random) {
        this.subjects = subjects;
        this.sessions = sessions;
        this.metrics = metrics;
        this.random = random;
        this.alarms = alarms;
    }

    AdminResource resource() {
        return new SupportResource(new SupportBundle("sbc " + Version.current(), parts(), this::secrets,
                SupportBundle.Limits.USUAL, subjects.clock()), subjects.store().history());
    }

    /** The most telling first. */
    private List<Part> parts() {
        List<Part> parts = new ArrayList<>(new MachineParts(ROOT, "sbc " + Version.current()).parts());
        parts.addAll(new ConfigParts(subjects.settings().fileText(), subjects.settings()::settings,
                subjects.settings()::versions).parts());
        parts.add(new Part("logs/sbc.log", "the newest lines of the log", LogOutput::writeRecentTo));
        parts.add(new Part("metrics.prom", "all metrics at this moment",
                out -> metrics.scrape().lines().forEach(out::line)));
        parts.addAll(calls().parts());
        parts.addAll(new RegistrationParts(subjects.directory()::devices, subjects.signalling().registrations(),
                subjects.signalling().troubles(),
                user -> subjects.recorder().map(flight -> flight.attempts(user)).orElse(List.of())).parts());
        parts.add(StateParts.alarms(alarms));
        parts.add(StateParts.guard(subjects.signalling().guard()));
        parts.add(StateParts.events(subjects.store().history()));
        parts.addAll(JvmParts.parts());
        parts.add(doctor());
        return parts;
    }

    private Part doctor() {
        return new Part("doctor.txt", "what the doctor found, the worst first",
                out -> StateParts.doctor(new Doctor(subjects.settings().config(), subjects.clock(), random, ROOT, System.getenv()),
                        true).source().writeTo(out));
    }

    private CallParts calls() {
        Optional<FlightRecorder> recorder = subjects.recorder();
        return new CallParts(subjects.records()::live,
                query -> recorder.map(flight -> flight.find(query)).orElse(List.of()),
                id -> recorder.flatMap(flight -> flight.call(id)));
    }

    private KnownSecrets secrets() {
        SbcConfig config = subjects.settings().config();
        KnownSecrets known = new KnownSecrets().addFilesOf(config, LocalKey.besides(config.store().keyFile()))
                .addDevices(subjects.directory().devices()).addDigests(sessions.get());
        try {
            known.addAccess(subjects.store().access()).addDigests(
                    new SqlAccountStore(subjects.store().session()).apiKeys().stream().map(key -> key.digest()).toList());
        } catch (StoreException unknown) {
            known.unknown("consumers, tokens and API keys: " + unknown.getMessage());
        }
        return known;
    }
}
