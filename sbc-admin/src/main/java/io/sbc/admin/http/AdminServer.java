package io.sbc.admin.http;

import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.sbc.core.config.AdminSettings;
import java.net.BindException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /health/live}, {@code /health/ready}, {@code /metrics}, and what the parts of the SBC add. Live: the process answers. Ready: every check is well;
 * otherwise 503, and the document says which are not.
 */
public final class AdminServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AdminServer.class);

    private final List<HealthCheck> checks;
    private final Metrics metrics;
    private final Javalin javalin;

    private AdminServer(AdminSettings settings, List<HealthCheck> checks, Metrics metrics,
            List<Authenticator> authenticators, List<AdminResource> resources) {
        this.checks = List.copyOf(checks);
        this.metrics = metrics;
        javalin = Javalin.create(config -> configure(config, settings, authenticators, resources));
    }

    /**
     * Binds and serves.
     *
     * @param authenticators asked one after the other who made a request
     * @throws BindException when the address or port cannot be had
     */
    public static AdminServer start(AdminSettings settings, List<HealthCheck> checks, Metrics metrics,
            List<Authenticator> authenticators, AdminResource... resources) throws BindException {
        AdminServer server = new AdminServer(settings, checks, metrics, authenticators, List.of(resources));
        try {
            server.javalin.start();
        } catch (RuntimeException e) {
            server.javalin.stop();
            throw asBindException(e);
        }
        return server;
    }

    /** The port that was bound. */
    public int port() {
        return javalin.port();
    }

    @Override
    public void close() {
        javalin.stop();
    }

    private void configure(JavalinConfig config, AdminSettings settings, List<Authenticator> authenticators,
            List<AdminResource> resources) {
        config.jetty.host = settings.address();
        config.jetty.port = settings.port();
        config.concurrency.useVirtualThreads = true;
        config.startup.showJavalinBanner = false;
        config.startup.showOldJavalinVersionWarning = false;
        config.startup.startupWatcherEnabled = false;
        config.http.prefer405over404 = true;
        config.routes.before(Correlation::begin);
        Api api = new Api(config.routes, authenticators);
        api.open(HandlerType.GET, "/health/live", "Whether the process answers",
                context -> context.json(Map.of("status", "live")));
        api.open(HandlerType.GET, "/health/ready", "Whether every part is well", this::ready);
        api.open(HandlerType.GET, "/metrics", "For Prometheus",
                context -> context.contentType(Metrics.CONTENT_TYPE).result(metrics.scrape()));
        resources.forEach(resource -> resource.register(api));
        config.routes.error(HttpStatus.NOT_FOUND.getCode(),
                context -> {
                    if (!Problem.isSent(context)) {
                        new Problem(HttpStatus.NOT_FOUND, "There is nothing here.").send(context);
                    }
                });
        config.routes.error(HttpStatus.METHOD_NOT_ALLOWED.getCode(),
                context -> new Problem(HttpStatus.METHOD_NOT_ALLOWED, context.method() + " is not possible here.")
                        .send(context));
        config.routes.exception(BadInput.class, (bad, context) -> bad.answer(context));
        config.routes.exception(Unauthorized.class, (refused, context) -> refused.answer(context));
        config.routes.exception(Exception.class, (exception, context) -> {
            log.error("request {} failed: {} {}", Correlation.of(context), context.method(), context.path(), exception);
            new Problem(HttpStatus.INTERNAL_SERVER_ERROR, "The log has the cause.").send(context);
        });
    }

    private void ready(Context context) {
        Map<String, String> states = new LinkedHashMap<>();
        boolean ready = true;
        for (HealthCheck check : checks) {
            Optional<String> problem = check.problem().get();
            ready &= problem.isEmpty();
            states.put(check.name(), problem.orElse("ok"));
        }
        context.status(ready ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE);
        context.json(Map.of("status", ready ? "ready" : "not ready", "checks", states));
    }

    private static BindException asBindException(RuntimeException failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException bind) {
                return bind;
            }
        }
        throw failure;
    }
}
