package io.sbc.admin.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.edge.ApiIdentity;
import io.sbc.admin.http.edge.HttpCounter;
import io.sbc.admin.http.edge.InnerDoor;
import io.sbc.admin.http.edge.JettyProblems;
import io.sbc.admin.http.edge.Listeners;
import io.sbc.admin.http.edge.RequestEnvelope;
import io.sbc.base.Counters;
import io.sbc.core.access.Permission;
import io.sbc.core.config.AdminSettings;
import java.io.IOException;
import java.net.BindException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code /health/live}, {@code /health/ready}, {@code /metrics}, and what the parts of the SBC add: in clear for this machine, and over TLS
 * for others. Live: the process answers. Ready: every check is well; otherwise 503, and the document says which are not. Over TLS these
 * three are for callers that may read the status.
 */
public final class AdminServer implements AutoCloseable {

    private static final Schema HEALTH = Schema.object().text("status").words("checks").required("status", "checks");

    private final List<HealthCheck> checks;
    private final Metrics metrics;
    private final Counters<HttpCounter> counters = new Counters<>(HttpCounter.class);
    private final Optional<ApiIdentity> identity;
    private final Listeners listeners;
    private final InnerDoor inner = new InnerDoor();
    private final Javalin javalin;
    private List<Route> routes = List.of();

    private AdminServer(AdminSettings settings, List<HealthCheck> checks, Metrics metrics,
            List<Authenticator> authenticators, Site site, List<AdminResource> resources) throws IOException {
        this.checks = List.copyOf(checks);
        this.metrics = metrics;
        this.identity = settings.api().enabled()
                ? Optional.of(new ApiIdentity(settings.api(), counters))
                : Optional.empty();
        this.listeners = new Listeners(settings, identity, counters);
        javalin = Javalin.create(config -> configure(config, settings, authenticators, site, resources));
    }

    /**
     * Binds and serves.
     *
     * @param authenticators asked one after the other who made a request
     * @throws BindException when an address or port cannot be had; its message says which
     * @throws IOException when the certificate of {@code admin.api} cannot be used
     */
    public static AdminServer start(AdminSettings settings, List<HealthCheck> checks, Metrics metrics,
            List<Authenticator> authenticators, AdminResource... resources) throws IOException {
        return start(settings, checks, metrics, authenticators, Site.NONE, resources);
    }

    /** Likewise, with pages for people. */
    public static AdminServer start(AdminSettings settings, List<HealthCheck> checks, Metrics metrics,
            List<Authenticator> authenticators, Site site, AdminResource... resources) throws IOException {
        AdminServer server = new AdminServer(settings, checks, metrics, authenticators, site, List.of(resources));
        try {
            server.javalin.start();
        } catch (RuntimeException e) {
            BindException taken = server.listeners.cause(e);
            server.close();
            throw taken;
        }
        server.listeners.started();
        return server;
    }

    /** The port in clear that was bound. */
    public int port() {
        return listeners.clearPort();
    }

    /** The port with TLS; empty when there is none. */
    public Optional<Integer> securePort() {
        return listeners.securePort();
    }

    /** Every operation there is. */
    public List<Route> routes() {
        return routes;
    }

    /** What TLS is spoken with; empty when there is none. */
    public Optional<ApiIdentity> identity() {
        return identity;
    }

    /** What operators count of it. */
    public Counters<HttpCounter> counters() {
        return counters;
    }

    @Override
    public void close() {
        listeners.close();
        javalin.stop();
    }

    private void configure(JavalinConfig config, AdminSettings settings, List<Authenticator> authenticators, Site site,
            List<AdminResource> resources) {
        config.jetty.modifyServer(server -> {
            server.setErrorHandler(new JettyProblems(counters));
            server.setHandler(new RequestEnvelope(settings.http(), counters));
        });
        config.jetty.addConnector(listeners::clear);
        if (identity.isPresent()) {
            config.jetty.addConnector(listeners::secure);
        }
        config.jetty.addConnector(inner::open);
        config.http.maxRequestSize = settings.http().bodyOctets();
        config.concurrency.useVirtualThreads = true;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        Api api = new Api(config.routes, authenticators);
        api.openInClear(HandlerType.GET, "/health/live", Permission.READ_STATUS, "Whether the process answers",
                context -> context.json(Map.of("status", "live"))).returns(Schema.object().text("status"));
        api.openInClear(HandlerType.GET, "/health/ready", Permission.READ_STATUS, "Whether every part is well",
                this::ready).returns(HEALTH).returns(HttpStatus.SERVICE_UNAVAILABLE.getCode(), HEALTH);
        api.openInClear(HandlerType.GET, "/metrics", Permission.READ_STATUS, "For Prometheus",
                context -> context.contentType(Metrics.CONTENT_TYPE).result(metrics.scrape())).gives("text/plain");
        api.open(HandlerType.GET, Api.PREFIX + "/openapi.json", "This description",
                context -> context.json(OpenApi.document(routes, metrics.version()))).returns(Schema.object());
        resources.forEach(resource -> resource.register(api));
        routes = api.routes();
        site.register(config.routes, inner, () -> securePort().orElse(0));
        Failures.map(config.routes);
        config.routes.after(UnreadBody::take);
    }

    private void ready(Context context) {
        Map<String, String> states = new LinkedHashMap<>();
        boolean ready = true;
        for (HealthCheck check : checks) {
            Optional<String> problem = check.problem().get();
            ready &= problem.isEmpty() || !check.isNeeded();
            states.put(check.name(), problem.orElse("ok"));
        }
        context.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        context.json(Map.of("status", ready ? "ready" : "not ready", "checks", states));
    }
}
