package io.sbc.admin.http.accounts;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.account.ApiKeys.Issued;
import io.sbc.admin.account.ApiKeys;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.JsonBody;
import io.sbc.admin.http.PermissionNames;
import io.sbc.admin.http.Schema;
import io.sbc.admin.http.Unauthorized;
import io.sbc.admin.http.rest.EntityTag;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.http.rest.Precondition;
import io.sbc.admin.http.rest.Replies;
import io.sbc.core.access.ApiKey;
import io.sbc.core.access.Permission;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Keys for programs of administrators.
 *
 * <pre>
 *  GET    /api/v1/api-keys        without the keys, page by page; filter and sort by id, name, state, created, expires
 *  GET    /api/v1/api-keys/{id}
 *  POST   /api/v1/api-keys        {"name": "backup", "permissions": ["read-settings"]}, or "role" instead; "days": 30. Shows the key, once
 *  DELETE /api/v1/api-keys/{id}   ends it at once
 * </pre>
 */
public final class ApiKeysResource implements AdminResource {

    private static final int NAME_MAX = 100;
    private static final Schema KEY = Schema.object().text("id").text("name").texts("permissions").text("state")
            .text("created").text("expires").required("id", "name", "permissions", "state");

    private final ApiKeys keys;
    private final InstantSource clock;
    private final EntityTags tags;
    private final Listing<ApiKey> listing;

    public ApiKeysResource(ApiKeys keys, InstantSource clock, EntityTags tags) {
        this.keys = keys;
        this.clock = clock;
        this.tags = tags;
        listing = new Listing<ApiKey>("apiKeys", key -> key.created() + " " + key.id()).field("id", ApiKey::id)
                .field("name", ApiKey::name).field("state", this::state)
                .field("created", key -> key.created().toString()).field("expires", key -> key.expires().toString());
    }

    @Override
    public void register(Api api) {
        api.get("/api-keys", Permission.READ_SETTINGS, "API keys, page by page, without the keys themselves",
                (context, _) -> listing.answer(context, keys.all(), this::fields))
                .asks(listing.parameters()).returns(Listing.schema("apiKeys", KEY));
        api.get("/api-keys/{id}", Permission.READ_SETTINGS, "One API key, without the key itself", (context, _) -> {
            ApiKey key = keys.find(context.pathParam("id")).orElseThrow(ApiKeysResource::unknown);
            Replies.show(context, tag(key), fields(key));
        }).returns(KEY);
        api.post("/api-keys", Permission.MANAGE_ACCESS, "Add an API key; shows it, once", this::add).takes(
                Schema.object().text("name").texts("permissions").text("role").integer("days").required("name"))
                .returns(201, KEY.text("key"));
        api.delete("/api-keys/{id}", Permission.MANAGE_ACCESS, "End an API key at once", this::revoke);
    }

    private void add(Context context, Caller caller) throws BadInput, Unauthorized {
        JsonBody body = JsonBody.of(context).knowingOnly(Set.of("name", "permissions", "role", "days"));
        String name = body.requiredText("name").strip();
        if (name.isEmpty() || name.length() > NAME_MAX || name.chars().anyMatch(Character::isISOControl)) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "name: 1 to " + NAME_MAX + " characters.");
        }
        Set<Permission> permissions = permissions(body);
        caller.mayGrant(permissions);
        Optional<Duration> life = body.number("days", 1, 36_500).map(Duration::ofDays);
        Issued issued = keys.add(name, permissions, life, caller.authorship()).orElseThrow(
                () -> new BadInput(HttpStatus.CONFLICT, "There are as many API keys as there may be."));
        Map<String, Object> fields = fields(issued.key());
        fields.put("key", issued.secret().reveal());
        Replies.secret(context);
        Replies.changed(context, true, "/api-keys/" + issued.key().id(), tag(issued.key()), fields);
    }

    private static Set<Permission> permissions(JsonBody body) throws BadInput {
        Optional<List<String>> names = body.texts("permissions");
        Optional<String> role = body.text("role");
        if (names.isPresent() == role.isPresent()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "Either permissions or role has to be given.");
        }
        return role.isPresent()
                ? AdministratorsResource.role(role.get()).permissions()
                : PermissionNames.parse(names.orElseThrow());
    }

    private void revoke(Context context, Caller caller) throws BadInput {
        Precondition precondition = Precondition.of(context);
        String id = context.pathParam("id");
        switch (keys.revoke(id, key -> precondition.holdsFor(Optional.of(tag(key))), caller.authorship())) {
            case DONE -> context.status(HttpStatus.NO_CONTENT);
            case STALE -> throw Precondition.failed(keys.find(id).map(this::tag));
            default -> throw unknown();
        }
    }

    private static BadInput unknown() {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no such API key.");
    }

    /** It does not change when a key expires: that is a matter of the clock. */
    private EntityTag tag(ApiKey key) {
        return tags.of(key.id(), key.name(), key.digest(), Permission.wireNames(key.permissions()),
                key.created().toEpochMilli(), key.expires().toEpochMilli());
    }

    private String state(ApiKey key) {
        return key.isValidAt(clock.instant()) ? "valid" : "expired";
    }

    private Map<String, Object> fields(ApiKey key) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", key.id());
        fields.put("name", key.name());
        fields.put("permissions", key.permissions().stream().map(Permission::wireName).sorted().toList());
        fields.put("state", state(key));
        fields.put("created", key.created().toString());
        fields.put("expires", key.expires().toString());
        return fields;
    }
}
