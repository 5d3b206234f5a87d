package io.sbc.admin.boot;

import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Metrics;
import io.sbc.admin.http.jobs.JobsResource;
import io.sbc.admin.http.jobs.UserFilesResource;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.status.PsiStatusResource;
import io.sbc.admin.http.status.RegistrationsResource;
import io.sbc.admin.http.users.CallEnding;
import io.sbc.admin.http.users.DevicesResource;
import io.sbc.admin.http.users.LicencesResource;
import io.sbc.admin.http.users.TemplatesResource;
import io.sbc.admin.http.users.UsersResource;
import io.sbc.admin.jobs.Jobs;
import io.sbc.admin.psi.SipStatusWords;
import io.sbc.admin.users.Licences;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.Templates;
import io.sbc.admin.users.UserImport;
import io.sbc.base.Gauge;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.sql.CallEndings;
import io.sbc.core.directory.sql.DirectoryArrival;
import io.sbc.core.directory.sql.SqlDirectory;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.directory.sql.StoreWatch;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Supplier;

/** Makes what provisions users, and the resources that show it. */
final class UserWiring {

    private UserWiring() {}

    static AdminResource of(Supplier<SbcConfig> config, String node, SqlStore store, StoreWatch watch,
            SqlDirectory directory, SignallingPlane signalling, Metrics metrics, Jobs jobs, SecureRandom random) {
        Licences licences = Licences.of(config, store.licences(),
                signalling.troubles()::noteUnlicensed);
        licences.watch();
        metrics.register(new Gauge("sbc_teleworker_licences", "Teleworker licences there are; 0 for no limit",
                () -> licences.state().total().orElse(0)));
        metrics.register(new Gauge("sbc_teleworker_licences_used", "Devices, each of which needs a teleworker licence",
                () -> licences.state().used()));
        Templates templates = new Templates(config, store.templates());
        DirectoryArrival arrival = new DirectoryArrival(store, directory, watch, signalling::awaitShards);
        metrics.register(arrival.counters());
        PsiUsers users = new PsiUsers(config, store, directory::current, arrival::await, templates, licences, random);
        EntityTags tags = new EntityTags(store.nonceKey());
        SipStatusWords words = new SipStatusWords();
        CallEnding calls = new CallEnding(new CallEndings(store, signalling::endCallsOf).follow(watch)::end);
        boolean matchRequired = config.get().provisioning().matchRequired();
        UserImport imports = new UserImport(config, store, templates, licences, users, random);
        // The paths of files stand before those with an address in them.
        List<AdminResource> resources = List.of(new UserFilesResource(users, imports, jobs), new JobsResource(jobs),
                new UsersResource(users, tags, calls, matchRequired),
                new DevicesResource(users, tags, calls, matchRequired), new TemplatesResource(templates, tags),
                new LicencesResource(licences, tags),
                new RegistrationsResource(directory::devices, signalling.registrations(), words, node),
                new PsiStatusResource(directory::devices, signalling.registrations(), words));
        return api -> resources.forEach(resource -> resource.register(api));
    }
}
