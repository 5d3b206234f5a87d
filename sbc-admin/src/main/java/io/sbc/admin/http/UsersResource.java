package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.users.PsiUserChange;
import io.sbc.admin.users.PsiUsers;
import io.sbc.admin.users.PsiUsers.Outcome;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.Secret;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What a PBX provisions, by requests signed with an access token. Secrets go in and never come out, but for a password that was
 * made here on request.
 *
 * <pre>
 *  GET    /api/v1/users?after=&limit=   by address, at most 1,000 at a time; "next" says where to go on
 *  GET    /api/v1/users/{email}
 *  PUT    /api/v1/users/{email}         {"extension": "1006", "icp": "mxone", "setPassword": "...", "icpPassword": "...",
 *                                        "enabled": true}; or "generatePassword": true instead of setPassword
 *  PATCH  /api/v1/users/{email}         the same, of a user that is there (RFC 7396)
 *  DELETE /api/v1/users/{email}
 * </pre>
 */
public final class UsersResource implements AdminResource {

    private static final int PAGE_DEFAULT = 100;
    private static final int PAGE_MAX = 1_000;
    private static final Set<String> FIELDS = Set.of("extension", "icp", "setPassword", "icpPassword", "enabled",
            "generatePassword");

    private final PsiUsers users;

    public UsersResource(PsiUsers users) {
        this.users = users;
    }

    @Override
    public void register(Api api) {
        api.get("/users", Permission.READ_USERS, "Users by address, page by page", this::list);
        api.get("/users/{email}", Permission.READ_USERS, "One user", this::get);
        api.put("/users/{email}", Permission.WRITE_USERS, "Create or replace a user",
                (context, caller) -> put(context, caller, true));
        api.patch("/users/{email}", Permission.WRITE_USERS, "Change some of a user (RFC 7396)",
                (context, caller) -> put(context, caller, false));
        api.delete("/users/{email}", Permission.WRITE_USERS, "Remove a user and both devices", this::delete);
    }

    private void list(Context context, Caller caller) throws BadInput {
        String after = Optional.ofNullable(context.queryParam("after")).orElse("");
        int limit = limit(context);
        Predicate<String> onPage = email -> email.compareTo(after) > 0;
        List<Map<String, Object>> page = users.all().entrySet().stream().filter(user -> onPage.test(user.getKey()))
                .limit(limit + 1L).map(user -> fields(user.getKey(), user.getValue())).toList();
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("users", page.subList(0, Math.min(limit, page.size())));
        if (page.size() > limit) {
            document.put("next", page.get(limit - 1).get("email"));
        }
        context.json(document);
    }

    private static int limit(Context context) throws BadInput {
        String text = context.queryParam("limit");
        try {
            int limit = text == null ? PAGE_DEFAULT : Integer.parseInt(text);
            if (limit >= 1 && limit <= PAGE_MAX) {
                return limit;
            }
        } catch (NumberFormatException noNumber) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "limit has to be a number.");
        }
        throw new BadInput(HttpStatus.BAD_REQUEST, "limit has to be from 1 to " + PAGE_MAX + ".");
    }

    private void get(Context context, Caller caller) throws BadInput {
        context.json(fields(context.pathParam("email"), known(context)));
    }

    private void put(Context context, Caller caller, boolean mayCreate) throws BadInput {
        if (!mayCreate) {
            known(context);
        }
        JsonBody body = JsonBody.of(context).knowingOnly(FIELDS);
        Optional<Secret> generated = generated(body);
        Optional<Secret> given = body.text("setPassword").map(Secret::new);
        PsiUserChange change = new PsiUserChange(body.text("extension"), body.text("icp"), generated.or(() -> given),
                body.text("icpPassword").map(Secret::new), body.flag("enabled"));
        String email = context.pathParam("email");
        switch (users.put(email, change, caller.authorship())) {
            case Outcome.Done(boolean created, List<Device> devices) -> {
                Map<String, Object> fields = fields(email, devices);
                generated.ifPresent(password -> {
                    fields.put("setPassword", password.reveal());
                    context.header("Cache-Control", "no-store");
                });
                context.status(created ? HttpStatus.CREATED : HttpStatus.OK).json(fields);
            }
            case Outcome.Invalid(List<String> problems) ->
                throw new BadInput(HttpStatus.UNPROCESSABLE_CONTENT, String.join("; ", problems) + ".");
            case Outcome.Conflict(String reason) -> throw new BadInput(HttpStatus.CONFLICT, reason + ".");
        }
    }

    private Optional<Secret> generated(JsonBody body) throws BadInput {
        boolean generate = body.flag("generatePassword").orElse(false);
        if (generate && body.text("setPassword").isPresent()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "setPassword and generatePassword exclude each other.");
        }
        return generate ? Optional.of(users.generatePassword()) : Optional.empty();
    }

    private void delete(Context context, Caller caller) throws BadInput {
        if (!users.delete(context.pathParam("email"), caller.authorship())) {
            throw unknown(context);
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private List<Device> known(Context context) throws BadInput {
        List<Device> devices = users.find(context.pathParam("email"));
        if (devices.isEmpty()) {
            throw unknown(context);
        }
        return devices;
    }

    private static BadInput unknown(Context context) {
        return new BadInput(HttpStatus.NOT_FOUND,
                "There is no user " + context.pathParam("email") + " (case matters).");
    }

    private static Map<String, Object> fields(String email, List<Device> devices) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("email", email);
        fields.put("devices", devices.stream().map(UsersResource::fields).toList());
        return fields;
    }

    private static Map<String, Object> fields(Device device) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", device.kind().name().toLowerCase(Locale.ROOT));
        fields.put("setUser", device.setUser());
        fields.put("icpUser", device.icpUser());
        fields.put("icpAuthUser", device.icpAuthUser());
        fields.put("icp", device.icp());
        fields.put("enabled", device.enabled());
        return fields;
    }
}
