package io.sbc.admin.console;

import io.sbc.admin.account.Accounts;
import io.sbc.admin.account.ApiKeys;
import io.sbc.admin.certs.Identities;
import io.sbc.admin.http.captures.NoMedia;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.CertificatesResource;
import io.sbc.admin.http.ConsumersResource;
import io.sbc.admin.http.GuardResource;
import io.sbc.admin.http.TokensResource;
import io.sbc.admin.http.accounts.AdministratorsResource;
import io.sbc.admin.http.accounts.ApiKeysResource;
import io.sbc.admin.http.certificates.IdentitiesResource;
import io.sbc.admin.http.captures.CapturesResource;
import io.sbc.admin.http.captures.Targets;
import io.sbc.admin.http.events.EventsResource;
import io.sbc.admin.http.jobs.JobsResource;
import io.sbc.admin.http.jobs.UserFilesResource;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.settings.IcpsResource;
import io.sbc.admin.http.settings.SettingsResource;
import io.sbc.admin.http.support.SupportResource;
import io.sbc.admin.http.users.CallEnding;
import io.sbc.admin.http.users.DevicesResource;
import io.sbc.admin.http.users.LicencesResource;
import io.sbc.admin.http.users.TemplatesResource;
import io.sbc.admin.http.users.UsersResource;
import io.sbc.admin.jobs.Jobs;
import io.sbc.admin.oauth.OAuth;
import io.sbc.admin.oauth.RequestVerifier.BodyHash;
import io.sbc.admin.oauth.SignatureMethod;
import io.sbc.admin.oauth.TokenLimits;
import io.sbc.admin.settings.IcpService;
import io.sbc.admin.settings.SettingsService;
import io.sbc.admin.support.KnownSecrets;
import io.sbc.admin.support.Part;
import io.sbc.admin.support.SupportBundle;
import io.sbc.admin.users.Licences;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.Templates;
import io.sbc.admin.users.UserImport;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.core.Side;
import io.sbc.core.capture.CaptureCounter;
import io.sbc.core.capture.Captures;
import io.sbc.core.capture.SipTap;
import io.sbc.core.config.CaptureSettings;
import io.sbc.core.config.CaptureSettings.HepSettings;
import io.sbc.core.config.CaptureSettings.HepTransport;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.sql.SqlAccountStore;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.guard.Guard;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@link ConsoleStage} with all pages, and what the pages of administration ask. No signalling, no media. */
final class AdministrationStage implements AutoCloseable {

    private final SecureRandom random = new SecureRandom();
    private final SbcConfig config = new ConfigReader(1).reference();
    private final Jobs jobs = new Jobs(10, Duration.ofHours(1), InstantSource.system());
    private final Captures captures;
    private final ConsoleStage console;
    private final SbcConfig withFiles;
    private final AtomicInteger reloads = new AtomicInteger();
    private final AtomicInteger callsEnded = new AtomicInteger();
    private @Nullable OAuth oauth;

    AdministrationStage(Path directory) throws IOException {
        withFiles = ((ConfigResult.Valid) new ConfigReader(1).parse("""
                set: {tls: {certificates: [{certificate: %1$s/server.pem, key: %1$s/server.key}]}}
                admin: {api: {certificate: %1$s/admin.pem, key: %1$s/admin.key}}
                """.formatted(directory))).config();
        CaptureSettings settings = new CaptureSettings(directory.resolve("captures"), 1 << 20, Duration.ofMinutes(10),
                Duration.ofDays(1), 1 << 20, new HepSettings(List.of(), HepTransport.UDP, 1));
        InetAddress own = InetAddress.ofLiteral("192.0.2.1");
        captures = new Captures(settings, new SipTap(), new NoMedia(), Map.of(Side.SET, own, Side.ICP, own),
                Clock.system(), new Random(1), task -> Thread.ofVirtual().start(task),
                new Counters<>(CaptureCounter.class));
        console = new ConsoleStage(directory, ConsolePages.all(), this::resources);
    }

    ConsoleStage console() {
        return console;
    }

    /** How often certificates were read again. */
    int reloads() {
        return reloads.get();
    }

    /** How often calls of devices were to be ended. */
    int callsEnded() {
        return callsEnded.get();
    }

    OAuth oauth() {
        return Objects.requireNonNull(oauth);
    }

    private List<AdminResource> resources(SqlStore store) {
        Accounts accounts = new Accounts(new SqlAccountStore(store.session()), store.history(),
                config.admin().accounts(),
                InstantSource.system(), random);
        OAuth made = new OAuth(new OAuth.Settings(EnumSet.of(SignatureMethod.HMAC_SHA256), BodyHash.OPTIONAL,
                Duration.ofMinutes(5), new TokenLimits(Duration.ofHours(1), Duration.ofDays(365))), store.access(),
                InstantSource.system(), random);
        oauth = made;
        Licences licences = new Licences(store.licences(), OptionalInt::empty);
        Templates templates = new Templates(() -> config, store.templates());
        PsiUsers users = new PsiUsers(() -> config, store, templates, licences, random);
        EntityTags tags = new EntityTags(store.nonceKey());
        CallEnding calls = new CallEnding(_ -> callsEnded.incrementAndGet());
        SettingsService settings = new SettingsService(2, "", store.settings());
        Part part = new Part("versions.txt", "which", out -> out.line("password: marker-in-a-bundle"));
        return List.of(
                new UserFilesResource(users, new UserImport(() -> config, store, templates, licences, users, random),
                        jobs),
                new JobsResource(jobs), new UsersResource(users, tags, calls, false),
                new DevicesResource(users, tags, calls, false), new TemplatesResource(templates, tags),
                new LicencesResource(licences, tags), new SettingsResource(settings),
                new IcpsResource(new IcpService(settings, _ -> 0L), tags),
                new ConsumersResource(made.consumers(), new EntityTags(store.nonceKey())),
                new TokensResource(made.tokens(), InstantSource.system(), new EntityTags(store.nonceKey())),
                new AdministratorsResource(accounts, tags),
                new ApiKeysResource(new ApiKeys(new SqlAccountStore(store.session()), InstantSource.system(), random,
                        Duration.ofDays(30)), InstantSource.system(), tags),
                new EventsResource(store.history()),
                new GuardResource(new io.sbc.admin.guard.GuardDesk(
                        new Guard(config.guard(), config.emergency(), Clock.system(), new Random(1)).view(),
                        new io.sbc.core.directory.sql.SqlAllowedNetworks(store.session()), store.history()::record)),
                new CapturesResource(captures, new Targets(_ -> List.of()), store.history()),
                new CertificatesResource(reloads::incrementAndGet),
                new IdentitiesResource(new Identities(withFiles, reloads::incrementAndGet, InstantSource.system()),
                        store.history()),
                new SupportResource(new SupportBundle("sbc", List.of(part), KnownSecrets::new,
                        SupportBundle.Limits.USUAL, Clock.system()), store.history()));
    }

    @Override
    public void close() {
        console.close();
        captures.close();
        jobs.close();
    }
}
