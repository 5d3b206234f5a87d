package io.sbc.admin.http.accounts;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.account.Accounts.Issue;
import io.sbc.admin.account.Accounts;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.JsonBody;
import io.sbc.admin.http.Schema;
import io.sbc.admin.http.Unauthorized;
import io.sbc.admin.http.rest.EntityTag;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.rest.Fields;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.http.rest.Precondition;
import io.sbc.admin.http.rest.Replies;
import io.sbc.admin.users.Given;
import io.sbc.core.access.AccountStore.Change;
import io.sbc.core.access.Administrator;
import io.sbc.core.access.Permission;
import io.sbc.core.access.Role;
import io.sbc.core.directory.Secret;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The accounts of administrators.
 *
 * <pre>
 *  GET    /api/v1/administrators                         page by page; filter and sort by name, role, active, created
 *  GET    /api/v1/administrators/{name}
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

    private static final Listing<Administrator> LISTING = new Listing<>("administrators", Administrator::name)
            .field("name", Administrator::name).field(ROLE, account -> account.role().wireName())
            .field(ACTIVE, account -> String.valueOf(account.active()))
            .field("created", account -> account.created().toString());

    private final Accounts accounts;
    private final EntityTags tags;

    public AdministratorsResource(Accounts accounts, EntityTags tags) {
        this.accounts = accounts;
        this.tags = tags;
    }

    @Override
    public void register(Api api) {
        api.get("/administrators", Permission.READ_SETTINGS, "Accounts of administrators, page by page",
                (context, _) -> LISTING.answer(context, accounts.administrators(), AdministratorsResource::fields))
                .asks(LISTING.parameters()).returns(Listing.schema("administrators", ACCOUNT));
        api.get("/administrators/{name}", Permission.READ_SETTINGS, "One account", (context, _) -> {
            Administrator known = known(context);
            Replies.show(context, tag(known), fields(known));
        }).returns(ACCOUNT);
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
        issued(context, accounts.add(body.requiredText("name"), role, caller.authorship()), true);
    }

    private void reset(Context context, Caller caller) throws BadInput, Unauthorized, InterruptedException {
        Administrator known = known(context);
        caller.mayGrant(known.role().permissions());
        issued(context, accounts.resetPassword(known.name(), expected(context, caller), caller.authorship()), false);
    }

    /** Whether the account is the version that the request means, and none that may do more than the caller: nobody made it one meanwhile. */
    private Predicate<Administrator> expected(Context context, Caller caller) {
        Precondition precondition = Precondition.of(context);
        return account -> account.role().permissions().stream().allMatch(caller::may)
                && precondition.holdsFor(Optional.of(tag(account)));
    }

    private EntityTag tag(Administrator account) {
        return tags.of(account.name(), account.role().wireName(), account.active(), account.mustChange(),
                account.password().text(), account.created().toEpochMilli());
    }

    private void issued(Context context, Issue issue, boolean isNew) throws BadInput {
        switch (issue) {
            case Issue.Done(Administrator administrator, Secret password) -> {
                Map<String, Object> fields = fields(administrator);
                fields.put("password", password.reveal());
                Replies.secret(context);
                Replies.changed(context, isNew, "/administrators/" + Replies.encoded(administrator.name()),
                        tag(administrator), fields);
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
        Fields fields = Fields.patching(context, Set.of(ROLE, ACTIVE));
        Optional<String> named = fields.lastingText(ROLE);
        Given<Boolean> active = fields.flag(ACTIVE);
        Optional<Role> role = named.isPresent() ? Optional.of(role(named.get())) : Optional.empty();
        caller.mayGrant(role.orElse(known.role()).permissions());
        caller.mayGrant(known.role().permissions());
        Change change = accounts.change(known.name(), role,
                active.named() ? Optional.of(active.over(true, true)) : Optional.empty(), expected(context, caller),
                caller.authorship());
        if (change != Change.DONE) {
            throw refusal(change, context);
        }
        Administrator changed = known(context);
        Replies.changed(context, false, "", tag(changed), fields(changed));
    }

    private void remove(Context context, Caller caller) throws BadInput, Unauthorized {
        caller.mayGrant(known(context).role().permissions());
        Change change = accounts.remove(context.pathParam("name"), expected(context, caller), caller.authorship());
        if (change != Change.DONE) {
            throw refusal(change, context);
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private Administrator known(Context context) throws BadInput {
        return accounts.administrator(context.pathParam("name")).orElseThrow(() -> refusal(Change.UNKNOWN, context));
    }

    private BadInput refusal(Change why, Context context) {
        return switch (why) {
            case UNKNOWN -> new BadInput(HttpStatus.NOT_FOUND, "There is no administrator of that name.");
            case TAKEN -> new BadInput(HttpStatus.CONFLICT, "There is an administrator of that name already.");
            case LAST_ADMINISTRATOR -> new BadInput(HttpStatus.CONFLICT,
                    "This is the last active account that may do everything: there has to be another one first.");
            case TOO_MANY -> new BadInput(HttpStatus.CONFLICT, "There are as many administrators as there may be.");
            case STALE -> Precondition.failed(accounts.administrator(context.pathParam("name")).map(this::tag));
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
