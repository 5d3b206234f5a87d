package io.sbc.admin.http.accounts;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.account.Accounts;
import io.sbc.admin.account.Accounts.SignedIn;
import io.sbc.admin.account.Session;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.Authenticator;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.Correlation;
import io.sbc.admin.http.Unauthorized;
import io.sbc.admin.http.edge.RequestEnvelope;
import io.sbc.core.directory.Secret;
import io.sbc.core.history.Authorship;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Administrators who are logged in. Over TLS only. A request that may change something has to show the session's CSRF token as well: the
 * cookie is sent by a browser whoever made the page ({@code SameSite=Strict} is the first fence, this is the second).
 */
public final class SessionCookie implements Authenticator {

    /** Bound to this host and path, and never sent in clear (RFC 6265bis §4.1.3.2). */
    static final String NAME = "__Host-sbc-session";

    /** Where the CSRF token is shown. */
    static final String CSRF = "X-CSRF-Token";

    private static final String PENDING = "__Host-sbc-login";
    private static final String PENDING_ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Lax";
    private static final String ATTRIBUTES = "; Path=/; Secure; HttpOnly; SameSite=Strict";
    private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS");
    /** All that may be done with a password that somebody else made. */
    private static final List<String> BEFORE_CHANGE = List.of(Api.PREFIX + "/me", Api.PREFIX + "/me/password",
            Api.PREFIX + "/logout");

    /** Always of a page's own accord, and asked where no header can be given (server-sent events). */
    private static final String STREAM = Api.PREFIX + "/status/stream";

    private final Accounts accounts;

    public SessionCookie(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public Optional<Caller> authenticate(Context context) throws BadInput, Unauthorized {
        Optional<String> token = tokenOf(context);
        if (token.isEmpty() || context.header(Header.AUTHORIZATION) != null) {
            return Optional.empty();
        }
        Optional<SignedIn> known = isUnattended(context)
                ? accounts.lookedOn(token.get())
                : accounts.signedIn(token.get());
        SignedIn signedIn = known.orElseThrow(
                () -> Unauthorized.because(HttpStatus.UNAUTHORIZED, "session_over", "Log in again."));
        Secret shown = new Secret(Optional.ofNullable(context.header(CSRF)).orElse(""));
        if (!SAFE.contains(context.method().name()) && !shown.equals(signedIn.session().csrf())) {
            throw Unauthorized.because(HttpStatus.FORBIDDEN, "csrf_token_missing",
                    "A change needs the session's token in " + CSRF + ".");
        }
        if (signedIn.administrator().mustChange() && !BEFORE_CHANGE.contains(context.path())) {
            throw Unauthorized.because(HttpStatus.FORBIDDEN, "password_change_required",
                    "Change your password first: PUT " + Api.PREFIX + "/me/password.");
        }
        return Optional.of(new Caller(new Authorship(Authorship.Kind.ADMINISTRATOR, signedIn.administrator().name(),
                context.ip(), Correlation.of(context)), signedIn.administrator().role().permissions()));
    }

    private static boolean isUnattended(Context context) {
        return context.path().equals(STREAM)
                || (SAFE.contains(context.method().name()) && context.header(RequestEnvelope.UNATTENDED) != null);
    }

    /** What the cookie holds; nothing in clear, where no browser of ours would send it. */
    static Optional<String> tokenOf(Context context) {
        return context.req().isSecure() ? Optional.ofNullable(context.cookie(NAME)) : Optional.empty();
    }

    /** Without an expiry: it ends with the browser, or with the session. */
    static void set(Context context, Session session) {
        context.res().addHeader(Header.SET_COOKIE, NAME + "=" + session.token().reveal() + ATTRIBUTES);
    }

    /** Ties a log-in that goes by another site to this browser; comes back from there, which {@code Strict} would not allow. */
    static void setPending(Context context, Secret browser) {
        context.res().addHeader(Header.SET_COOKIE,
                PENDING + "=" + browser.reveal() + PENDING_ATTRIBUTES + "; Max-Age=600");
    }

    /** The same, which is over with that; empty where there is none. */
    static String takePending(Context context) {
        String browser = context.cookie(PENDING);
        context.res().addHeader(Header.SET_COOKIE, PENDING + "=" + PENDING_ATTRIBUTES + "; Max-Age=0");
        return browser == null ? "" : browser;
    }

    static void clear(Context context) {
        context.res().addHeader(Header.SET_COOKIE, NAME + "=" + ATTRIBUTES + "; Max-Age=0");
    }
}
