package io.sbc.admin.http.users;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.rest.Fields;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.http.rest.Precondition;
import io.sbc.admin.http.rest.Replies;
import io.sbc.admin.users.PsiUser;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.UserOutcome;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.BatchResult.Excess;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a PBX provisions, and an administrator corrects. Secrets go in and never come out, but for a password that was made here on request.
 *
 * <pre>
 *  GET    /api/v1/users          by address, page by page; filter and sort by name, extension, icp, template, enabled
 *  GET    /api/v1/users/{email}
 *  PUT    /api/v1/users/{email}  {"extension": "1006", "name": "Eve", "icp": "mxone", "template": "psi", "setPassword": "...",
 *                                 "icpPassword": "...", "enabled": true}; or "generatePassword": true instead of setPassword
 *  PATCH  /api/v1/users/{email}  the same, of a user that is there (RFC 7396)
 *  DELETE /api/v1/users/{email}
 * </pre>
 *
 * {@code ?endCalls=true} ends the calls of what is disabled or removed; without it they go on.
 */
public final class UsersResource implements AdminResource {

    private static final Listing<PsiUser> LISTING = new Listing<>("users", PsiUser::email)
            .field("email", PsiUser::email).field("name", user -> user.profile().name())
            .field("extension", PsiUser::extension).field("icp", PsiUser::icp)
            .field("template", user -> user.profile().template())
            .field("enabled", user -> String.valueOf(user.enabled()))
            .filter("setUser", user -> user.devices().stream().map(Device::setUser))
            .filter("icpUser", user -> user.devices().stream().map(Device::icpUser))
            .filter("q", user -> Stream.of(user.email(), user.profile().name(), user.extension()));

    private final PsiUsers users;
    private final EntityTags tags;
    private final CallEnding calls;
    private final boolean matchRequired;

    /** @param matchRequired whether a change of what is there needs {@code If-Match} */
    public UsersResource(PsiUsers users, EntityTags tags, CallEnding calls, boolean matchRequired) {
        this.users = users;
        this.tags = tags;
        this.calls = calls;
        this.matchRequired = matchRequired;
    }

    @Override
    public void register(Api api) {
        api.get("/users", Permission.READ_USERS, "Users by address, page by page", this::list)
                .asks(LISTING.parameters()).returns(Listing.schema("users", UserFields.USER));
        api.get("/users/{email}", Permission.READ_USERS, "One user", this::get).returns(UserFields.USER);
        api.put("/users/{email}", Permission.WRITE_USERS, "Create or replace a user", this::put)
                .asks(CallEnding.PARAMETERS).takes(UserFields.CHANGE).returns(UserFields.CHANGED)
                .returns(201, UserFields.CHANGED);
        api.patch("/users/{email}", Permission.WRITE_USERS, "Change some of a user (RFC 7396)", this::patch)
                .asks(CallEnding.PARAMETERS).takes(UserFields.CHANGE).returns(UserFields.CHANGED);
        api.delete("/users/{email}", Permission.WRITE_USERS, "Remove a user and both devices", this::delete)
                .asks(CallEnding.PARAMETERS);
    }

    private void list(Context context, Caller caller) throws BadInput {
        LISTING.answer(context, users.all(), UserDocument::of);
    }

    private void get(Context context, Caller caller) throws BadInput {
        PsiUser user = users.find(context.pathParam("email"))
                .orElseThrow(() -> UserProblems.unknown(context.pathParam("email")));
        Replies.show(context, UserDocument.tag(tags, user), UserDocument.of(user));
    }

    private void put(Context context, Caller caller) throws BadInput {
        change(context, caller, Fields.replacing(context, UserFields.NAMES), true);
    }

    private void patch(Context context, Caller caller) throws BadInput {
        change(context, caller, Fields.patching(context, UserFields.NAMES), false);
    }

    private void change(Context context, Caller caller, Fields fields, boolean mayCreate) throws BadInput {
        boolean endCalls = CallEnding.isAsked(context);
        String email = context.pathParam("email");
        Precondition precondition = Precondition.of(context);
        boolean mustMatch = matchRequired && users.find(email).isPresent();
        if (mustMatch) {
            precondition = Precondition.ofChange(context, true);
        }
        Precondition held = precondition;
        UserOutcome outcome = users.put(email, UserFields.changeOf(fields), mayCreate,
                there -> held.holdsFor(there.map(user -> UserDocument.tag(tags, user))), caller.authorship());
        switch (outcome) {
            case UserOutcome.Done(boolean created, PsiUser user, Optional<Secret> generated) -> {
                Map<String, Object> document = UserDocument.of(user);
                generated.ifPresent(password -> {
                    document.put("setPassword", password.reveal());
                    Replies.secret(context);
                });
                if (endCalls) {
                    calls.endOfDisabled(user.devices());
                }
                Replies.changed(context, created, "/users/" + Replies.encoded(email), UserDocument.tag(tags, user),
                        document);
            }
            case UserOutcome.Invalid(List<String> problems) -> throw UserProblems.invalid(problems);
            case UserOutcome.Conflict(String reason) -> throw UserProblems.conflict(reason);
            case UserOutcome.Unlicensed(Excess excess) -> throw UserProblems.unlicensed(excess);
            case UserOutcome.Stale(Optional<PsiUser> there) ->
                throw UserProblems.stale(there.map(user -> UserDocument.tag(tags, user)));
            case UserOutcome.Unknown() -> throw UserProblems.unknown(email);
        }
    }

    private void delete(Context context, Caller caller) throws BadInput {
        boolean endCalls = CallEnding.isAsked(context);
        String email = context.pathParam("email");
        Precondition precondition = Precondition.ofChange(context, matchRequired);
        switch (users.delete(email, there -> there.isEmpty()
                || precondition.holdsFor(there.map(user -> UserDocument.tag(tags, user))), caller.authorship())) {
            case PsiUsers.Removal.Done done -> {
                if (endCalls) {
                    calls.end(done.devices());
                }
                context.status(HttpStatus.NO_CONTENT);
            }
            case PsiUsers.Removal.Unknown() -> throw UserProblems.unknown(email);
            case PsiUsers.Removal.Stale(Optional<PsiUser> there) ->
                throw UserProblems.stale(there.map(user -> UserDocument.tag(tags, user)));
        }
    }
}
