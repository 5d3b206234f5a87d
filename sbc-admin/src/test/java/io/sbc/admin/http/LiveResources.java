package io.sbc.admin.http;

import io.sbc.admin.alarm.AlarmStage;
import io.sbc.admin.alarm.send.Couriers;
import io.sbc.admin.http.alarms.AlarmsResource;
import io.sbc.admin.http.captures.CapturesResource;
import io.sbc.admin.http.captures.NoMedia;
import io.sbc.admin.http.captures.Targets;
import io.sbc.admin.http.doctor.DoctorResource;
import io.sbc.admin.http.logging.LoggingResource;
import io.sbc.admin.http.recordings.RecordingsResource;
import io.sbc.admin.http.status.PsiStatusResource;
import io.sbc.admin.http.status.RegistrationsResource;
import io.sbc.admin.http.status.StatusResource;
import io.sbc.admin.logging.LogLevels;
import io.sbc.admin.psi.SipStatusWords;
import io.sbc.admin.status.Sampler;
import io.sbc.admin.status.Services;
import io.sbc.admin.status.Streams;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.capture.CaptureCounter;
import io.sbc.core.capture.Captures;
import io.sbc.core.capture.SipTap;
import io.sbc.core.config.CaptureSettings;
import io.sbc.core.config.CaptureSettings.HepSettings;
import io.sbc.core.config.CaptureSettings.HepTransport;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.record.EdgeTroubles;
import io.sbc.core.registrar.BindingTable;
import io.sbc.core.registrar.RegistrationBoard;
import io.sbc.core.registrar.Registrations;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;

/** Resources that look at a running SBC, of one in which nothing goes on. */
final class LiveResources {

    private LiveResources() {}

    static List<AdminResource> of(Path directory, SqlStore store, AlarmStage alarms) {
        InstantSource clock = InstantSource.system();
        Registrations registrations = new Registrations(new BindingTable(), new RegistrationBoard(10),
                Clock.system());
        InetAddress own = InetAddress.ofLiteral("192.0.2.1");
        Captures captures = new Captures(
                new CaptureSettings(directory.resolve("captures"), 1 << 20, Duration.ofMinutes(1), Duration.ofDays(1),
                        1 << 20, new HepSettings(List.of(), HepTransport.UDP, 1)),
                new SipTap(), new NoMedia(), Map.of(Side.SET, own, Side.ICP, own), Clock.system(), new Random(1),
                task -> Thread.ofVirtual().start(task), new Counters<>(CaptureCounter.class));
        LogLevels levels = new LogLevels(new LogLevels.Backend() {

            @Override
            public String base() {
                return "INFO";
            }

            @Override
            public void set(String logger, Optional<LogLevels.Level> level) {
                throw new UnsupportedOperationException();
            }
        }, store.history(), clock);
        return List.of(new AlarmsResource(alarms.service(), new Couriers(List.of(), Clock.system())),
                new LoggingResource(levels), new DoctorResource(List::of, clock),
                new CapturesResource(captures, new Targets(_ -> List.of()), store.history()),
                new RecordingsResource(Optional.empty(), new EdgeTroubles(), instant -> true, store.history()),
                new RegistrationsResource(List::of, registrations, new SipStatusWords(), "test"),
                new PsiStatusResource(List::of, registrations, new SipStatusWords()),
                new StatusResource(new Sampler(_ -> OptionalDouble.empty(), clock), new Streams(),
                        new Services(List.of()), List::of, new StatusResource.Fixed("test", Instant.EPOCH, 1, 1)));
    }
}
