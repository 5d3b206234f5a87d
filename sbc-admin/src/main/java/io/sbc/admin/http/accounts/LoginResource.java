package io.sbc.admin.http.accounts;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HandlerType;
import io.javalin.http.HttpStatus;
import io.sbc.admin.account.Accounts;
import io.sbc.admin.account.Accounts.Login;
import io.sbc.admin.account.Accounts.SignedIn;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.Correlation;
import io.sbc.admin.http.JsonBody;
import io.sbc.admin.http.Schema;
import io.sbc.admin.http.Unauthorized;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Who one is.
 *
 * <pre>
 *  POST /api/v1/login         {"name": "ada", "password": "..."}: sets the cookie; the answer has the CSRF token
 *  POST /api/v1/logout        204; or 200 with {"providerLogout": "..."}: the session there goes on until one goes there
 *  GET  /api/v1/me            name, kind, permissions; of a session, its CSRF token too
 *  PUT  /api/v1/me/password   {"current": "...", "new": "..."}: all sessions of the account end, this one begins anew
 * </pre>
 */
public final class LoginResource implements AdminResource {

    private static final String NAME = "name";
    private static final String CSRF_TOKEN = "csrfToken";
    private static final Schema SESSION = Schema.object().text(NAME).text("role").text(CSRF_TOKEN)
            .flag("mustChangePassword").text("ends");

    private final Accounts accounts;
    private final Supplier<Optional<String>> providerLogout;

    public LoginResource(Accounts accounts) {
        this(accounts, Optional::empty);
    }

    /** @param providerLogout where somebody whom an OpenID provider sent logs out there; empty where that is not to be had */
    public LoginResource(Accounts accounts, Supplier<Optional<String>> providerLogout) {
        this.accounts = accounts;
        this.providerLogout = providerLogout;
    }

    @Override
    public void register(Api api) {
        api.open(HandlerType.POST, Api.PREFIX + "/login", "Log in; sets a cookie, over TLS only", this::login)
                .takes(Schema.object().text(NAME).text("password").required(NAME, "password")).returns(SESSION);
        api.known(HandlerType.POST, "/logout",
                "End the session; of somebody whom an OpenID provider sent, 200 tells where he logs out there",
                this::logout).ends(HttpStatus.NO_CONTENT)
                .returns(Schema.object().text("providerLogout").required("providerLogout"));
        api.known(HandlerType.GET, "/me", "Who one is and what one may do", this::me).returns(
                Schema.object().text("kind").text(NAME).texts("permissions").text(CSRF_TOKEN)
                        .flag("mustChangePassword").required("kind", NAME, "permissions"));
        api.known(HandlerType.PUT, "/me/password", "Change one's own password", this::changePassword)
                .takes(Schema.object().text("current").text("new").required("current", "new")).returns(SESSION);
    }

    private void login(Context context) throws BadInput, Unauthorized, InterruptedException {
        if (!context.req().isSecure()) {
            throw Unauthorized.because(HttpStatus.FORBIDDEN, "tls_required", "Log in over TLS (admin.api).");
        }
        JsonBody body = JsonBody.of(context).knowingOnly(Set.of(NAME, "password"));
        Authorship from = new Authorship(Authorship.Kind.ADMINISTRATOR, "", context.ip(), Correlation.of(context));
        answer(context, accounts.login(body.requiredText(NAME), new Secret(body.requiredText("password")), from));
    }

    private void changePassword(Context context, Caller caller)
            throws BadInput, Unauthorized, InterruptedException {
        SignedIn signedIn = signedIn(context)
                .filter(session -> session.session().role().isEmpty())
                .orElseThrow(() -> new BadInput(HttpStatus.CONFLICT,
                        "Only who is logged in with an account of this SBC has a password here."));
        JsonBody body = JsonBody.of(context).knowingOnly(Set.of("current", "new"));
        answer(context, accounts.changeOwnPassword(signedIn.administrator().name(),
                new Secret(body.requiredText("current")), new Secret(body.requiredText("new")),
                caller.authorship()));
    }

    private static void answer(Context context, Login outcome) throws BadInput, Unauthorized {
        switch (outcome) {
            case Login.Done(SignedIn signedIn) -> {
                SessionCookie.set(context, signedIn.session());
                context.json(fields(signedIn));
            }
            case Login.Wrong _ -> throw Unauthorized.because(HttpStatus.UNAUTHORIZED, "login_failed",
                    "Name or password is wrong.");
            case Login.Shut(Duration remaining) -> {
                context.header(Header.RETRY_AFTER, String.valueOf(remaining.toSeconds() + 1));
                throw Unauthorized.because(HttpStatus.TOO_MANY_REQUESTS, "shut_out",
                        "Too many failed logins; try again in " + (remaining.toSeconds() + 1) + " s.");
            }
            case Login.Busy _ -> {
                context.header(Header.RETRY_AFTER, "2");
                throw Unauthorized.because(HttpStatus.SERVICE_UNAVAILABLE, "busy", "Too many logins at a time.");
            }
            case Login.Weak(String why) ->
                throw new BadInput(HttpStatus.UNPROCESSABLE_CONTENT, "The new password is refused: " + why + ".");
        }
    }

    private void logout(Context context, Caller caller) {
        boolean sent = signedIn(context).flatMap(signedIn -> signedIn.session().role()).isPresent();
        SessionCookie.tokenOf(context).ifPresent(token -> accounts.logout(token, caller.authorship()));
        SessionCookie.clear(context);
        Optional<String> there = sent ? providerLogout.get() : Optional.empty();
        if (there.isPresent()) {
            context.json(Map.of("providerLogout", there.get()));
        } else {
            context.status(HttpStatus.NO_CONTENT);
        }
    }

    private void me(Context context, Caller caller) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", caller.authorship().kind().wireName());
        fields.put(NAME, caller.authorship().name());
        fields.put("permissions", caller.permissions().stream().map(Permission::wireName).sorted().toList());
        if (caller.authorship().kind() == Authorship.Kind.ADMINISTRATOR) {
            signedIn(context).ifPresent(signedIn -> {
                fields.put(CSRF_TOKEN, signedIn.session().csrf().reveal());
                fields.put("mustChangePassword", signedIn.administrator().mustChange());
            });
        }
        context.json(fields);
    }

    /** Who asks was let in already, which is what keeps a session alive, or does not. */
    private Optional<SignedIn> signedIn(Context context) {
        return context.header(Header.AUTHORIZATION) == null
                ? SessionCookie.tokenOf(context).flatMap(accounts::lookedOn)
                : Optional.empty();
    }

    private static Map<String, Object> fields(SignedIn signedIn) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put(NAME, signedIn.administrator().name());
        fields.put("role", signedIn.administrator().role().wireName());
        fields.put(CSRF_TOKEN, signedIn.session().csrf().reveal());
        fields.put("mustChangePassword", signedIn.administrator().mustChange());
        fields.put("ends", signedIn.session().ends().toString());
        return fields;
    }
}
