package io.sbc.admin.http.users;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.Schema;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.rest.Fields;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.http.rest.Precondition;
import io.sbc.admin.http.rest.Replies;
import io.sbc.admin.users.DeviceChange;
import io.sbc.admin.users.PsiUser;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.UserOutcome;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.BatchResult.Excess;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.Secret;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The two devices of each user. They come and go with the user; one alone can be changed, disabled and enabled.
 *
 * <pre>
 *  GET   /api/v1/devices                                of all users; filter and sort by user, kind, setUser, icpUser, icp, enabled
 *  GET   /api/v1/users/{email}/devices
 *  GET   /api/v1/users/{email}/devices/{desktop|mobile}
 *  PUT   /api/v1/users/{email}/devices/{desktop|mobile}  {"setUser": "1006", "icpUser": "1006", "icpAuthUser": "1006", "setPassword": "...",
 *                                                         "icpPassword": "...", "enabled": true}; what is left out is as the template has it
 *  PATCH /api/v1/users/{email}/devices/{desktop|mobile}  the same (RFC 7396)
 * </pre>
 */
public final class DevicesResource implements AdminResource {

    private static final Set<String> FIELDS = Set.of("setUser", "icpUser", "icpAuthUser", "setPassword",
            "icpPassword", "enabled", "generatePassword");

    private static final Schema DEVICE = UserFields.DEVICE.text("user").required("user");
    private static final Schema CHANGED = DEVICE.text("setPassword");
    private static final Schema CHANGE = Schema.object().textOrNull("setUser").textOrNull("icpUser")
            .textOrNull("icpAuthUser").textOrNull("setPassword").textOrNull("icpPassword").flag("enabled")
            .flag("generatePassword");
    private static final Listing<Device> LISTING = new Listing<Device>("devices",
            device -> device.email() + '\t' + device.kind()).field("user", Device::email)
            .field("kind", device -> UserDocument.word(device.kind())).field("setUser", Device::setUser)
            .field("icpUser", Device::icpUser).field("icp", Device::icp)
            .field("enabled", device -> String.valueOf(device.enabled()));

    private final PsiUsers users;
    private final EntityTags tags;
    private final CallEnding calls;
    private final boolean matchRequired;

    /** @param matchRequired whether a change needs {@code If-Match} */
    public DevicesResource(PsiUsers users, EntityTags tags, CallEnding calls, boolean matchRequired) {
        this.users = users;
        this.tags = tags;
        this.calls = calls;
        this.matchRequired = matchRequired;
    }

    @Override
    public void register(Api api) {
        api.get("/devices", Permission.READ_USERS, "Devices of all users, page by page",
                (context, _) -> LISTING.answer(context,
                        users.all().stream().flatMap(user -> user.devices().stream()).toList(), UserDocument::of))
                .asks(LISTING.parameters()).returns(Listing.schema("devices", DEVICE));
        api.get("/users/{email}/devices", Permission.READ_USERS, "The devices of a user", (context, _) -> LISTING
                .answer(context, user(context).devices(), UserDocument::of))
                .asks(LISTING.parameters()).returns(Listing.schema("devices", DEVICE));
        api.get("/users/{email}/devices/{kind}", Permission.READ_USERS, "One device of a user", this::get)
                .returns(DEVICE);
        api.put("/users/{email}/devices/{kind}", Permission.WRITE_USERS, "Replace what a device is",
                (context, caller) -> change(context, caller, Fields.replacing(context, FIELDS)))
                .asks(CallEnding.PARAMETERS).takes(CHANGE).returns(CHANGED);
        api.patch("/users/{email}/devices/{kind}", Permission.WRITE_USERS, "Change some of a device (RFC 7396)",
                (context, caller) -> change(context, caller, Fields.patching(context, FIELDS)))
                .asks(CallEnding.PARAMETERS).takes(CHANGE).returns(CHANGED);
    }

    private PsiUser user(Context context) throws BadInput {
        String email = context.pathParam("email");
        return users.find(email).orElseThrow(() -> UserProblems.unknown(email));
    }

    private static DeviceKind kind(Context context) throws BadInput {
        return UserDocument.kind(context.pathParam("kind")).orElseThrow(
                () -> new BadInput(HttpStatus.NOT_FOUND, "A user's devices are desktop and mobile."));
    }

    private void get(Context context, Caller caller) throws BadInput {
        Device device = user(context).device(kind(context)).orElseThrow(
                () -> new BadInput(HttpStatus.NOT_FOUND, "The user has no such device yet."));
        Replies.show(context, UserDocument.tag(tags, device), UserDocument.of(device));
    }

    private void change(Context context, Caller caller, Fields fields) throws BadInput {
        boolean endCalls = CallEnding.isAsked(context);
        DeviceKind kind = kind(context);
        String email = context.pathParam("email");
        Precondition precondition = Precondition.ofChange(context, matchRequired);
        UserOutcome outcome = users.putDevice(email, kind, changeOf(fields), there -> precondition.holdsFor(
                there.flatMap(user -> user.device(kind)).map(device -> UserDocument.tag(tags, device))),
                caller.authorship());
        switch (outcome) {
            case UserOutcome.Done(boolean _, PsiUser user, Optional<Secret> generated) ->
                answer(context, user.device(kind).orElseThrow(), generated, endCalls);
            case UserOutcome.Invalid(List<String> problems) -> throw UserProblems.invalid(problems);
            case UserOutcome.Conflict(String reason) -> throw UserProblems.conflict(reason);
            case UserOutcome.Unlicensed(Excess excess) -> throw UserProblems.unlicensed(excess);
            case UserOutcome.Stale(Optional<PsiUser> there) -> throw UserProblems
                    .stale(there.flatMap(user -> user.device(kind)).map(device -> UserDocument.tag(tags, device)));
            case UserOutcome.Unknown() -> throw UserProblems.unknown(email);
        }
    }

    private void answer(Context context, Device device, Optional<Secret> generated, boolean endCalls) {
        Map<String, Object> document = UserDocument.of(device);
        generated.ifPresent(password -> {
            document.put("setPassword", password.reveal());
            Replies.secret(context);
        });
        if (endCalls) {
            calls.endOfDisabled(List.of(device));
        }
        Replies.changed(context, false, "", UserDocument.tag(tags, device), document);
    }

    private static DeviceChange changeOf(Fields fields) throws BadInput {
        boolean generate = fields.flag("generatePassword").said().orElse(false);
        if (generate && fields.unseenText("setPassword").named()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "setPassword and generatePassword exclude each other.");
        }
        return new DeviceChange(fields.text("setUser"), fields.text("icpUser"), fields.text("icpAuthUser"),
                fields.unseenText("setPassword").map(Secret::new), fields.unseenText("icpPassword").map(Secret::new),
                fields.standingFlag("enabled"), generate);
    }
}
