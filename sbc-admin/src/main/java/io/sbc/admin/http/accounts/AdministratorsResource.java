package io.sbc.admin.http.accounts;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.account.Accounts;
import io.sbc.admin.account.Accounts.Issue;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.JsonBody;
import io.sbc.admin.http.Schema;
import io.sbc.admin.http.Unauthorized;
import io.sbc.core.access.AccountStore.Change;
import io.sbc.core.access.Administrator;
import io.sbc.core.access.Permission;
import io.sbc.core.access.Role;
import io.sbc.core.directory.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The accounts of administrators.
 *
 * <pre>
 *  GET    /api/v1/administrators
 *  POST   /api/v1/administrators                         {"name": "ada", "role": "operator"}: shows a password, once
 *  PATCH  /api/v1/administrators/{name}                  {"role": "auditor", "active": false}
 *  POST   /api/v1/administrators/{name}/reset-password   shows another one, once; ends the account's sessions
 *  DELETE /api/v1/administrators/{name}
 * </pre>
 *
 * Nobody gives a role that may do more than he does, and the last active account that may do everything stays.
 */
public final class AdministratorsResource implements AdminResource {

    private static final String ROLE = "role";
    private static final String ACTIVE = "active";
    private static final Schema ACCOUNT = Schema.object().text("name").text(ROLE).flag(ACTIVE)
            .flag("mustChangePassword").text("created").required("name", ROLE, ACTIVE);
    private static final Schema WITH_PASSWORD = ACCOUNT.text("password");

    private final Accounts accounts;

    public AdministratorsResource(Accounts accounts) {
        this.accounts = accounts;
    }

    @Override
    public void register(Api api) {
        api.get("/administrators", Permission.READ_SETTINGS, "Accounts of administrators",
                (context, _) -> context.json(Map.of("administrators",
                        accounts.administrators().stream().map(AdministratorsResource::fields).toList())))
                .returns(Schema.object().array("administrators", ACCOUNT));
        api.post("/administrators", Permission.MANAGE_ACCESS, "Add an administrator; shows the first password, once",
                this::add)
                .takes(Schema.object().text("name").text(ROLE).required("name", ROLE)).returns(201, WITH_PASSWORD);
        api.patch("/administrators/{name}", Permission.MANAGE_ACCESS, "Change role or activity of an administrator",
                this::change)
                .takes(Schema.object().text(ROLE).flag(ACTIVE)).returns(ACCOUNT);
        api.post("/administrators/{name}/reset-password", Permission.MANAGE_ACCESS,
                "Give an administrator another password; shows it, once", this::reset).returns(WITH_PASSWORD);
        api.delete("/administrators/{name}", Permission.MANAGE_ACCESS, "Remove an administrator", this::remove);
    }

    private void add(Context context, Caller caller) throws BadInput, Unauthorized, InterruptedException {
        JsonBody body = JsonBody.of(context).knowingOnly(Set.of("name", ROLE));
        Role role = role(body.requiredText(ROLE));
        caller.mayGrant(role.permissions());
        Map<String, Object> fields = issued(context,
                accounts.add(body.requiredText("name"), role, caller.authorship()));
        context.status(HttpStatus.CREATED).json(fields);
    }

    private void reset(Context context, Caller caller) throws BadInput, Unauthorized, InterruptedException {
        Administrator known = known(context);
        caller.mayGrant(known.role().permissions());
        context.json(issued(context, accounts.resetPassword(known.name(), caller.authorship())));
    }

    private static Map<String, Object> issued(Context context, Issue issue) throws BadInput {
        return switch (issue) {
            case Issue.Done(Administrator administrator, Secret password) -> {
                Map<String, Object> fields = fields(administrator);
                fields.put("password", password.reveal());
                yield fields;
            }
            case Issue.Invalid(String sentence) -> throw new BadInput(HttpStatus.BAD_REQUEST, sentence);
            case Issue.Refused(Change why) -> throw refusal(why, context);
            case Issue.Busy _ -> {
                context.header(Header.RETRY_AFTER, "2");
                throw new BadInput(HttpStatus.SERVICE_UNAVAILABLE, "Too many passwords are being computed.");
            }
        };
    }

    private void change(Context context, Caller caller) throws BadInput, Unauthorized {
        Administrator known = known(context);
        JsonBody body = JsonBody.of(context).knowingOnly(Set.of(ROLE, ACTIVE));
        Optional<String> named = body.text(ROLE);
        Optional<Role> role = named.isPresent() ? Optional.of(role(named.get())) : Optional.empty();
        caller.mayGrant(role.orElse(known.role()).permissions());
        caller.mayGrant(known.role().permissions());
        Change change = accounts.change(known.name(), role, body.flag(ACTIVE), caller.authorship());
        if (change != Change.DONE) {
            throw refusal(change, context);
        }
        context.json(fields(known(context)));
    }

    private void remove(Context context, Caller caller) throws BadInput, Unauthorized {
        caller.mayGrant(known(context).role().permissions());
        Change change = accounts.remove(context.pathParam("name"), caller.authorship());
        if (change != Change.DONE) {
            throw refusal(change, context);
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private Administrator known(Context context) throws BadInput {
        return accounts.administrator(context.pathParam("name")).orElseThrow(() -> refusal(Change.UNKNOWN, context));
    }

    private static BadInput refusal(Change why, Context context) {
        return switch (why) {
            case UNKNOWN -> new BadInput(HttpStatus.NOT_FOUND, "There is no administrator of that name.");
            case TAKEN -> new BadInput(HttpStatus.CONFLICT, "There is an administrator of that name already.");
            case LAST_ADMINISTRATOR -> new BadInput(HttpStatus.CONFLICT,
                    "This is the last active account that may do everything: there has to be another one first.");
            case TOO_MANY -> new BadInput(HttpStatus.CONFLICT, "There are as many administrators as there may be.");
            case DONE -> throw new IllegalStateException(context.path() + " was done");
        };
    }

    static Role role(String name) throws BadInput {
        return Role.named(name).orElseThrow(
                () -> new BadInput(HttpStatus.BAD_REQUEST, "role has to be administrator, operator or auditor."));
    }

    private static Map<String, Object> fields(Administrator administrator) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", administrator.name());
        fields.put(ROLE, administrator.role().wireName());
        fields.put(ACTIVE, administrator.active());
        fields.put("mustChangePassword", administrator.mustChange());
        fields.put("created", administrator.created().toString());
        return fields;
    }
}
