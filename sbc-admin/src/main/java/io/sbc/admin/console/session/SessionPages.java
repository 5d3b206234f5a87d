package io.sbc.admin.console.session;

import io.javalin.http.HandlerType;
import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi.Answer;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Trouble;
import io.sbc.admin.console.Visit;
import java.io.IOException;
import java.util.Map;

/** Log in, choose another password, log out. */
public final class SessionPages implements PageGroup {

    public static final String LOGIN = "/login";
    public static final String PASSWORD = "/password";
    public static final String LOGOUT = "/logout";

    private static final String NAME = "name";
    private static final String NEXT = "next";

    @Override
    public void register(Pages pages) {
        pages.open(HandlerType.GET, LOGIN, visit -> form(visit, "", visit.parameter(NEXT)));
        pages.open(HandlerType.POST, LOGIN, SessionPages::login);
        pages.known(HandlerType.GET, PASSWORD, visit -> visit.show("session/password.jte", "Your password", Map.of()));
        pages.known(HandlerType.POST, PASSWORD, SessionPages::changePassword);
        pages.known(HandlerType.POST, LOGOUT, SessionPages::logout);
    }

    private static void form(Visit visit, String name, String next) {
        visit.show("session/login.jte", "Log in", Map.of(NAME, name, NEXT, isOurs(next) ? next : ""));
    }

    private static void login(Visit visit) throws IOException {
        String next = visit.field(NEXT);
        try {
            Answer answer = visit.api().post("/login",
                    Map.of(NAME, visit.field(NAME), "password", visit.secretField("password")));
            visit.keep(answer.cookies());
            visit.redirect(answer.doc().flag("mustChangePassword")
                    ? PASSWORD
                    : isOurs(next) ? next.substring(Pages.PREFIX.length()) : "/");
        } catch (ApiRefusal refusal) {
            form(visit.with(refusal.trouble()), visit.field(NAME), next);
        }
    }

    private static void changePassword(Visit visit) throws IOException {
        String next = visit.secretField("new");
        try {
            if (!next.equals(visit.secretField("again"))) {
                throw Trouble.refusal("again", "This is not the same password as above.");
            }
            Answer answer = visit.api().put("/me/password",
                    Map.of("current", visit.secretField("current"), "new", next), "");
            visit.keep(answer.cookies());
            visit.redirect("/", "Your password is changed. All other sessions of yours have ended.");
        } catch (ApiRefusal refusal) {
            Trouble trouble = refusal.trouble();
            String field = trouble.field().isEmpty() ? trouble.code().equals("login_failed") ? "current" : "new"
                    : trouble.field();
            String sentence = trouble.code().equals("login_failed") ? "This is not your password." : trouble.detail();
            visit.with(Trouble.ofField(field, sentence)).show("session/password.jte", "Your password", Map.of());
        }
    }

    private static void logout(Visit visit) throws ApiRefusal, IOException {
        visit.keep(visit.api().post("/logout", Map.of()).cookies());
        visit.redirect(LOGIN, "You are logged out.");
    }

    /** Whether an address that came with a request leads to a page of this console and to nothing else. */
    public static boolean isOurs(String address) {
        return address.startsWith(Pages.PREFIX + "/") && !address.startsWith(Pages.PREFIX + "//")
                && address.chars().allMatch(c -> c > ' ' && c < 0x7F && c != '\\');
    }
}
