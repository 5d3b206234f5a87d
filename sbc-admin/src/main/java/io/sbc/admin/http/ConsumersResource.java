package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.rest.EntityTag;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.rest.Fields;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.http.rest.Precondition;
import io.sbc.admin.http.rest.Replies;
import io.sbc.admin.oauth.ConsumerService.Addition;
import io.sbc.admin.oauth.ConsumerService.Change;
import io.sbc.admin.oauth.ConsumerService;
import io.sbc.admin.users.Given;
import io.sbc.core.access.Consumer;
import io.sbc.core.access.Permission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may ask for tokens, for administrators.
 *
 * <pre>
 *  GET    /api/v1/consumers        all of them, without secrets
 *  POST   /api/v1/consumers        {"id": "mxone", "name": "MX-ONE", "permissions": ["read-users", "write-users"]}: shows the secret, once
 *  GET    /api/v1/consumers/{id}
 *  PATCH  /api/v1/consumers/{id}   {"active": false}, {"name": "..."}, {"permissions": [...]} (RFC 7396; null: as if it was not said at the beginning)
 *  DELETE /api/v1/consumers/{id}   with its tokens
 * </pre>
 */
public final class ConsumersResource implements AdminResource {

    private static final Schema CONSUMER = Schema.object().text("id").text("name").flag("active").texts("permissions")
            .text("created").required("id", "name", "active", "permissions", "created");

    private static final Set<String> CHANGEABLE = Set.of("name", "active", "permissions");

    private static final Listing<Consumer> LISTING = new Listing<>("consumers", Consumer::id)
            .field("id", Consumer::id).field("name", Consumer::name)
            .field("active", consumer -> String.valueOf(consumer.active()))
            .field("created", consumer -> consumer.created().toString());

    private final ConsumerService consumers;
    private final EntityTags tags;

    public ConsumersResource(ConsumerService consumers, EntityTags tags) {
        this.consumers = consumers;
        this.tags = tags;
    }

    @Override
    public void register(Api api) {
        api.get("/consumers", Permission.READ_SETTINGS, "Consumers, page by page, without secrets",
                (context, _) -> LISTING.answer(context, consumers.consumers(), ConsumersResource::fields))
                .asks(LISTING.parameters()).returns(Listing.schema("consumers", CONSUMER));
        api.get("/consumers/{id}", Permission.READ_SETTINGS, "One consumer", (context, _) -> {
            Consumer consumer = consumers.consumer(context.pathParam("id")).orElseThrow(() -> unknown(context));
            Replies.show(context, tag(consumer), fields(consumer));
        }).returns(CONSUMER);
        api.post("/consumers", Permission.MANAGE_ACCESS, "Add a consumer; shows its secret, once", this::add)
                .takes(Schema.object().text("id").text("name").texts("permissions").required("id"))
                .returns(201, CONSUMER.text("secret"));
        api.patch("/consumers/{id}", Permission.MANAGE_ACCESS, "Change some of a consumer (RFC 7396)", this::change)
                .takes(Schema.object().textOrNull("name").flag("active").texts("permissions")).returns(CONSUMER);
        api.delete("/consumers/{id}", Permission.MANAGE_ACCESS, "Remove a consumer with its tokens", this::remove);
    }

    private void add(Context context, Caller caller) throws BadInput, Unauthorized {
        JsonBody body = JsonBody.of(context).knowingOnly(Set.of("id", "name", "permissions"));
        String id = body.requiredText("id");
        Set<Permission> permissions = permissions(body);
        caller.mayGrant(permissions);
        switch (consumers.add(id, body.text("name").orElse(id), permissions, caller.authorship())) {
            case Addition.Added(Consumer consumer) -> {
                Map<String, Object> fields = fields(consumer);
                fields.put("secret", consumer.secret().reveal());
                context.header("Cache-Control", "no-store");
                Replies.changed(context, true, "/consumers/" + consumer.id(), tag(consumer), fields);
            }
            case Addition.Refused(boolean taken, String sentence) ->
                throw new BadInput(taken ? HttpStatus.CONFLICT : HttpStatus.BAD_REQUEST, sentence);
        }
    }

    private static Set<Permission> permissions(JsonBody body) throws BadInput {
        Optional<List<String>> names = body.texts("permissions");
        return names.isPresent() ? PermissionNames.parse(names.get()) : Permission.PROVISIONING;
    }

    private void change(Context context, Caller caller) throws BadInput, Unauthorized {
        Fields fields = Fields.patching(context, CHANGEABLE);
        Given<String> name = fields.text("name");
        Given<Boolean> active = fields.flag("active");
        Given<List<String>> names = fields.texts("permissions");
        Set<Permission> permissions = names.said().isPresent()
                ? PermissionNames.parse(names.said().get())
                : Permission.PROVISIONING;
        if (names.named()) {
            caller.mayGrant(permissions);
        }
        Precondition precondition = Precondition.of(context);
        Consumer changed = done(context, consumers.change(context.pathParam("id"), consumer -> {
            Consumer next = consumer.withName(name.over(consumer.name(), consumer.id()))
                    .withActive(active.over(consumer.active(), true));
            return names.named() ? next.withPermissions(permissions) : next;
        }, consumer -> precondition.holdsFor(Optional.of(tag(consumer))), caller.authorship()));
        Replies.changed(context, false, "", tag(changed), fields(changed));
    }

    private void remove(Context context, Caller caller) throws BadInput {
        Precondition precondition = Precondition.of(context);
        done(context, consumers.remove(context.pathParam("id"),
                consumer -> precondition.holdsFor(Optional.of(tag(consumer))), caller.authorship()));
        context.status(HttpStatus.NO_CONTENT);
    }

    private Consumer done(Context context, Change change) throws BadInput {
        return switch (change) {
            case Change.Done(Consumer consumer) -> consumer;
            case Change.Unknown() -> throw unknown(context);
            case Change.Stale(Consumer consumer) -> throw Precondition.failed(Optional.of(tag(consumer)));
            case Change.Invalid(String sentence) -> throw new BadInput(HttpStatus.BAD_REQUEST, sentence);
        };
    }

    private EntityTag tag(Consumer consumer) {
        return tags.of(consumer.id(), consumer.name(), consumer.active(), consumer.secret(), consumer.created(),
                Permission.wireNames(consumer.permissions()));
    }

    private static BadInput unknown(Context context) {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no consumer " + context.pathParam("id") + ".");
    }

    private static Map<String, Object> fields(Consumer consumer) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", consumer.id());
        fields.put("name", consumer.name());
        fields.put("active", consumer.active());
        fields.put("permissions", consumer.permissions().stream().map(Permission::wireName).sorted().toList());
        fields.put("created", consumer.created().toString());
        return fields;
    }
}
