package io.sbc.admin.console.access;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.FormInput;
import io.sbc.admin.console.OneTimeSecret;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Provisioning managers: consumers, the tokens that wait for approval, the tokens they work with. */
public final class ConsumerPages implements PageGroup {

    private static final String PAGE = "/consumers";
    /** There are never more. */
    private static final String ALL = "?limit=1000";
    private static final String[] FIELDS = {"id", "name"};

    @Override
    public void register(Pages pages) {
        pages.menu(Section.ADMINISTRATION, "Consumers", PAGE, Permission.READ_SETTINGS);
        pages.get(PAGE, Permission.READ_SETTINGS, visit -> list(visit, Doc.EMPTY));
        pages.post(PAGE, Permission.MANAGE_ACCESS, ConsumerPages::add);
        pages.post("/consumers/{id}/activate", Permission.MANAGE_ACCESS, visit -> activate(visit, true));
        pages.post("/consumers/{id}/deactivate", Permission.MANAGE_ACCESS, visit -> activate(visit, false));
        pages.post("/consumers/{id}/delete", Permission.MANAGE_ACCESS, ConsumerPages::delete);
        pages.post("/consumers/waiting/{token}/approve", Permission.MANAGE_ACCESS, ConsumerPages::approve);
        pages.post("/consumers/waiting/{token}/reject", Permission.MANAGE_ACCESS, ConsumerPages::reject);
        pages.post("/consumers/tokens/{token}/renew", Permission.MANAGE_ACCESS, ConsumerPages::renew);
        pages.post("/consumers/tokens/{token}/revoke", Permission.MANAGE_ACCESS, ConsumerPages::revoke);
    }

    private static void list(Visit visit, Doc values) throws ApiRefusal, IOException {
        visit.show("access/consumers.jte", "Consumers and tokens",
                Map.of("consumers", visit.api().get("/consumers" + ALL).list("consumers"), "waiting",
                        visit.api().get("/tokens/temporary" + ALL).list("tokens"), "tokens",
                        visit.api().get("/tokens" + ALL).list("tokens"), "values", values));
    }

    private static void add(Visit visit) throws ApiRefusal, IOException {
        try {
            Doc made = visit.api().post(PAGE, FormInput.given(visit, FIELDS)).doc();
            new OneTimeSecret("Enter both at the provisioning manager. The shared secret is shown this once.",
                    List.of(new OneTimeSecret.Item("id", "Consumer ID", made.text("id"), true),
                            new OneTimeSecret.Item("secret", "Shared secret", made.text("secret"), true)),
                    PAGE).show(visit, "New consumer");
        } catch (ApiRefusal refusal) {
            list(visit.with(FormInput.placed(refusal.trouble(), FIELDS)), FormInput.typed(visit, FIELDS));
        }
    }

    private static void activate(Visit visit, boolean active) throws ApiRefusal, IOException {
        visit.api().patch("/consumers/" + ConsoleApi.segment(visit.segment("id")), Map.of("active", active), "");
        visit.redirect(PAGE, visit.segment("id") + (active ? " may come in again." : " is shut out; its tokens stay."));
    }

    private static void delete(Visit visit) throws ApiRefusal, IOException {
        visit.api().delete("/consumers/" + ConsoleApi.segment(visit.segment("id")), "");
        visit.redirect(PAGE, visit.segment("id") + " is removed with its tokens.");
    }

    private static void approve(Visit visit) throws ApiRefusal, IOException {
        Doc approved = visit.api()
                .post("/tokens/temporary/" + ConsoleApi.segment(visit.segment("token")) + "/approve", Map.of()).doc();
        new OneTimeSecret("Enter the verifier at the provisioning manager, which fetches its access token with it.",
                List.of(new OneTimeSecret.Item("token", "Temporary token", approved.text("token"), false),
                        new OneTimeSecret.Item("verifier", "Verifier", approved.text("verifier"), true)),
                PAGE).show(visit, "Approved");
    }

    private static void reject(Visit visit) throws ApiRefusal, IOException {
        visit.api().delete("/tokens/temporary/" + ConsoleApi.segment(visit.segment("token")), "");
        visit.redirect(PAGE, "The temporary token is rejected.");
    }

    private static void renew(Visit visit) throws ApiRefusal, IOException {
        Doc token = visit.api().post("/tokens/" + ConsoleApi.segment(visit.segment("token")) + "/renew", Map.of())
                .doc();
        visit.redirect(PAGE, "The token is good until " + token.text("expires") + ".");
    }

    private static void revoke(Visit visit) throws ApiRefusal, IOException {
        visit.api().delete("/tokens/" + ConsoleApi.segment(visit.segment("token")), "");
        visit.redirect(PAGE, "The token is revoked.");
    }
}
