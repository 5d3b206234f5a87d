package io.sbc.admin.http.accounts;

import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.sbc.admin.account.Accounts;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Correlation;
import io.sbc.admin.http.Schema;
import io.sbc.admin.http.Unauthorized;
import io.sbc.admin.oidc.OidcFailure;
import io.sbc.admin.oidc.OidcLogin;
import io.sbc.core.history.Authorship;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Log-in by an OpenID provider, for browsers; over TLS only.
 *
 * <pre>
 *  GET /api/v1/login                 in which ways one may log in: {"password": true, "oidc": {"title": "...", "start": "..."}}
 *  GET /api/v1/login/oidc            303 to the provider
 *  GET /api/v1/login/oidc/callback   where the provider sends the browser back to; sets the session's cookie, and leads into the console
 * </pre>
 */
public final class OidcResource implements AdminResource {

    private static final String START = Api.PREFIX + "/login/oidc";
    /** The page that the browser goes on to is asked for by a page of ours, so that the session's cookie, which is Strict, goes along. */
    private static final String ONWARD = """
            <!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" content="0;url=/console/">
            <title>Logged in</title><p><a href="/console/">Logged in. Go on.</a></p></html>
            """;

    private final Accounts accounts;
    private final Optional<OidcLogin> provider;

    /** @param provider empty where there is none */
    public OidcResource(Accounts accounts, Optional<OidcLogin> provider) {
        this.accounts = accounts;
        this.provider = provider;
    }

    @Override
    public void register(Api api) {
        api.open(HandlerType.GET, Api.PREFIX + "/login", "In which ways one may log in", this::ways)
                .returns(Schema.object().flag("password").object("oidc",
                        Schema.object().text("title").text("start").required("title", "start")).required("password"));
        api.open(HandlerType.GET, START, "Log in by the OpenID provider; leads there", this::start)
                .ends(HttpStatus.SEE_OTHER);
        api.open(HandlerType.GET, START + "/callback", "Where the OpenID provider sends browsers back to",
                this::callback).gives("text/html");
    }

    private void ways(Context context) {
        Map<String, Object> ways = new LinkedHashMap<>();
        ways.put("password", true);
        provider.ifPresent(oidc -> ways.put("oidc", Map.of("title", oidc.title(), "start", START)));
        context.json(ways);
    }

    private OidcLogin provider(Context context) throws BadInput, Unauthorized {
        OidcLogin oidc = provider.orElseThrow(
                () -> new BadInput(HttpStatus.NOT_FOUND, "There is no OpenID provider (admin.oidc)."));
        if (!context.req().isSecure()) {
            throw Unauthorized.because(HttpStatus.FORBIDDEN, "tls_required", "Log in over TLS (admin.api).");
        }
        return oidc;
    }

    private void start(Context context) throws BadInput, Unauthorized {
        try {
            OidcLogin.Start start = provider(context).start();
            SessionCookie.setPending(context, start.browser());
            context.redirect(start.address().toString(), HttpStatus.SEE_OTHER);
        } catch (OidcFailure failure) {
            throw refusal(context, failure);
        }
    }

    private void callback(Context context) throws BadInput, Unauthorized {
        OidcLogin oidc = provider(context);
        OidcLogin.Return back = new OidcLogin.Return(parameter(context, "state"), parameter(context, "code"),
                parameter(context, "error"), parameter(context, "iss"), SessionCookie.takePending(context));
        try {
            OidcLogin.Person person = oidc.finish(back);
            SessionCookie.set(context, accounts.letIn(person.name(), person.role(), from(context)).session());
            context.html(ONWARD);
        } catch (OidcFailure failure) {
            throw refusal(context, failure);
        }
    }

    private static String parameter(Context context, String name) {
        return Optional.ofNullable(context.queryParam(name)).orElse("");
    }

    private Unauthorized refusal(Context context, OidcFailure failure) {
        String why = String.valueOf(failure.getMessage());
        accounts.refused(why, from(context));
        return switch (failure.kind()) {
            case STATE -> Unauthorized.because(HttpStatus.UNAUTHORIZED, "login_unknown", why);
            case REFUSED, TOKEN -> Unauthorized.because(HttpStatus.UNAUTHORIZED, "login_failed", why);
            case ROLE -> Unauthorized.because(HttpStatus.FORBIDDEN, "no_role", why);
            case PROVIDER -> Unauthorized.because(HttpStatus.SERVICE_UNAVAILABLE, "provider_unreachable",
                    why);
        };
    }

    private static Authorship from(Context context) {
        return new Authorship(Authorship.Kind.ADMINISTRATOR, "", context.ip(), Correlation.of(context));
    }
}
