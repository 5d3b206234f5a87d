package io.sbc.admin.console;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HandlerType;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.console.Pages.Page;
import io.sbc.admin.console.session.SessionPages;
import io.sbc.admin.http.Correlation;
import io.sbc.admin.http.Site;
import io.sbc.admin.http.edge.InnerDoor;
import io.sbc.admin.http.edge.RequestEnvelope;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntSupplier;

/**
 * The web console below {@code /console/}, over TLS only: in clear nobody can log in, so whoever comes that way is sent to the other listener.
 * Around every page it finds out who looks, refuses forms that another site made, and makes a page of what the API refuses.
 */
public final class Console implements Site {

    /** The package that the build puts the templates into. */
    private static final String TEMPLATES = "io.sbc.admin.console.templates";

    /**
     * Scripts, styles and data from here only, none of them in the page itself; forms go nowhere else; nobody frames it.
     */
    static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
            + "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String COOKIE = "Cookie";
    private static final String CSRF_HEADER = "X-CSRF-Token";
    private static final String CSRF_FIELD = "_csrf";

    private final TemplateEngine templates = TemplateEngine.createPrecompiled(null, ContentType.Html,
            Console.class.getClassLoader(), TEMPLATES);
    private final Assets assets = new Assets();
    private final Pages pages = new Pages();

    /** With these pages, beside those for logging in and out. */
    public Console(List<PageGroup> groups) {
        new SessionPages().register(pages);
        groups.forEach(group -> group.register(pages));
    }

    @Override
    public void register(RoutesConfig routes, InnerDoor api, IntSupplier securePort) {
        assets.register(routes);
        for (Page page : pages.all()) {
            routes.addHttpHandler(page.method(), Pages.PREFIX + page.path(),
                    context -> answer(context, page, api, securePort));
        }
        Page nothing = new Page(HandlerType.GET, "", Optional.empty(), false,
                visit -> trouble(visit, new Trouble(HttpStatus.NOT_FOUND.getCode(), "", "There is no such page.", "",
                        Doc.EMPTY)));
        routes.addHttpHandler(HandlerType.GET, Pages.PREFIX + "/<path>",
                context -> answer(context, nothing, api, securePort));
        routes.addHttpHandler(HandlerType.GET, "/", context -> {
            if (isSecure(context, securePort)) {
                context.redirect(Pages.PREFIX + "/", HttpStatus.SEE_OTHER);
            }
        });
    }

    private void answer(Context context, Page page, InnerDoor door, IntSupplier securePort) throws IOException {
        if (!isSecure(context, securePort)) {
            return;
        }
        context.header("Content-Security-Policy", POLICY).header("Referrer-Policy", "same-origin")
                .header("Cross-Origin-Opener-Policy", "same-origin")
                .header("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        ConsoleApi api = new ConsoleApi(door, context.ip(), credentials(context));
        Visitor visitor = Visitor.NOBODY;
        try {
            if (!page.open()) {
                visitor = Visitor.of(api.get("/me"));
                if (visitor.mustChange() && !page.path().equals(SessionPages.PASSWORD)
                        && !page.path().equals(SessionPages.LOGOUT)) {
                    new Visit(context, this, api, visitor).redirect(SessionPages.PASSWORD);
                    return;
                }
            }
            handle(page, new Visit(context, this, api, visitor), context);
        } catch (ApiRefusal refusal) {
            refused(new Visit(context, this, api, visitor), refusal.trouble(), page);
        }
    }

    private void handle(Page page, Visit visit, Context context) throws ApiRefusal, IOException {
        if (!page.method().equals(HandlerType.GET) && isFromElsewhere(context)) {
            throw new ApiRefusal(new Trouble(HttpStatus.FORBIDDEN.getCode(), "cross_site",
                    "This form was not sent by a page of this console.", "", Doc.EMPTY));
        }
        if (page.needed().isPresent() && !visit.visitor().may(page.needed().get())) {
            throw new ApiRefusal(Trouble.missing(page.needed().get()));
        }
        page.handler().handle(visit);
    }

    /** The session cookie as it came, and, with a form, the CSRF token that stands in it: the API judges both. */
    private static Map<String, String> credentials(Context context) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put(RequestEnvelope.HEADER, Correlation.of(context));
        Optional.ofNullable(context.header(COOKIE)).ifPresent(cookie -> headers.put(COOKIE, cookie));
        if (context.header(RequestEnvelope.UNATTENDED) != null) {
            headers.put(RequestEnvelope.UNATTENDED, "true");
        }
        if (context.method().equals(HandlerType.POST)) {
            Optional.ofNullable(context.header(CSRF_HEADER))
                    .or(() -> Optional.ofNullable(context.formParam(CSRF_FIELD)))
                    .ifPresent(token -> headers.put(CSRF_HEADER, token.replaceAll("[^A-Za-z0-9_-]", "")));
        }
        return headers;
    }

    /** Browsers say which site a form comes from; those that do not say so by one header do by the other. */
    private static boolean isFromElsewhere(Context context) {
        String site = context.header("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin");
        }
        String origin = context.header(Header.ORIGIN);
        return origin != null && !origin.equals("https://" + context.header(Header.HOST));
    }

    private void refused(Visit visit, Trouble trouble, Page page) {
        if (trouble.status() == HttpStatus.UNAUTHORIZED.getCode() && !page.open()) {
            String back = page.method().equals(HandlerType.GET) ? visit.address() : Pages.PREFIX + "/";
            visit.redirect(SessionPages.LOGIN + ConsoleApi.query("next", back));
        } else if (trouble.code().equals("password_change_required")) {
            visit.redirect(SessionPages.PASSWORD);
        } else if (!page.method().equals(HandlerType.GET) && SessionPages.isOurs(visit.field("_back"))) {
            visit.redirect(visit.field("_back").substring(Pages.PREFIX.length()), new Flash(false, trouble.detail()));
        } else {
            trouble(visit, trouble);
        }
    }

    private static void trouble(Visit visit, Trouble trouble) {
        visit.status(trouble.status());
        visit.show("trouble.jte", title(trouble.status()), Map.of("trouble", trouble));
    }

    private static String title(int status) {
        return switch (status) {
            case 403 -> "Not allowed";
            case 404 -> "Not found";
            case 409, 412 -> "Somebody was faster";
            default -> status < 500 ? "That did not work" : "The SBC has trouble";
        };
    }

    /** Answers who comes in clear. */
    private static boolean isSecure(Context context, IntSupplier securePort) {
        if (context.req().isSecure()) {
            return true;
        }
        if (securePort.getAsInt() == 0) {
            context.status(HttpStatus.NOT_FOUND).contentType("text/plain; charset=utf-8")
                    .result("The console is served over TLS only: switch admin.api on.\n");
            return false;
        }
        String host = Optional.ofNullable(context.header(Header.HOST)).orElse("localhost");
        String name = host.replaceFirst(":[0-9]+$", "");
        context.redirect("https://" + name + ":" + securePort.getAsInt() + Pages.PREFIX + "/",
                HttpStatus.TEMPORARY_REDIRECT);
        return false;
    }

    TemplateEngine templates() {
        return templates;
    }

    Assets assets() {
        return assets;
    }

    List<MenuItem> menu() {
        return pages.menu();
    }
}
