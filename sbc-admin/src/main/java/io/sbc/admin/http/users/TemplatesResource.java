package io.sbc.admin.http.users;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.Schema;
import io.sbc.admin.http.rest.EntityTag;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.rest.Fields;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.http.rest.Precondition;
import io.sbc.admin.http.rest.Replies;
import io.sbc.admin.users.Templates;
import io.sbc.admin.users.Templates.Outcome;
import io.sbc.core.directory.LicenceStore;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.UserTemplate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What new users' devices are made by.
 *
 * <pre>
 *  GET    /api/v1/templates
 *  GET    /api/v1/templates/{name}
 *  PUT    /api/v1/templates/{name}  {"description": "...", "desktop": "{extension}", "mobile": "{first}*{rest}", "icp": "mxone",
 *                                    "enabled": true, "generatePassword": false}
 *  PATCH  /api/v1/templates/{name}
 *  DELETE /api/v1/templates/{name}  409 while a user has it
 * </pre>
 */
public final class TemplatesResource implements AdminResource {

    private static final Set<String> FIELDS = Set.of("description", "desktop", "mobile", "icp", "enabled",
            "generatePassword");
    private static final Schema TEMPLATE = Schema.object().text("name").text("description").text("desktop")
            .text("mobile").text("icp").flag("enabled").flag("generatePassword").text("licence").required("name",
                    "description", "desktop", "mobile", "icp", "enabled", "generatePassword", "licence");
    private static final Schema CHANGE = Schema.object().textOrNull("description").textOrNull("desktop")
            .textOrNull("mobile").textOrNull("icp").flag("enabled").flag("generatePassword");
    private static final Listing<UserTemplate> LISTING = new Listing<>("templates", UserTemplate::name)
            .field("name", UserTemplate::name).field("icp", UserTemplate::icp);

    private final Templates templates;
    private final EntityTags tags;

    public TemplatesResource(Templates templates, EntityTags tags) {
        this.templates = templates;
        this.tags = tags;
    }

    @Override
    public void register(Api api) {
        api.get("/templates", Permission.READ_USERS, "What new users are made by",
                (context, _) -> LISTING.answer(context, templates.all(), TemplatesResource::document))
                .asks(LISTING.parameters()).returns(Listing.schema("templates", TEMPLATE));
        api.get("/templates/{name}", Permission.READ_USERS, "One template", this::get).returns(TEMPLATE);
        api.put("/templates/{name}", Permission.WRITE_USERS, "Create or replace a template",
                (context, caller) -> change(context, caller, Fields.replacing(context, FIELDS), UserTemplate.PSI))
                .takes(CHANGE).returns(TEMPLATE).returns(201, TEMPLATE);
        api.patch("/templates/{name}", Permission.WRITE_USERS, "Change some of a template (RFC 7396)",
                (context, caller) -> change(context, caller, Fields.patching(context, FIELDS), known(context)))
                .takes(CHANGE).returns(TEMPLATE);
        api.delete("/templates/{name}", Permission.WRITE_USERS, "Remove a template that no user has", this::delete);
    }

    private UserTemplate known(Context context) throws BadInput {
        return templates.find(context.pathParam("name")).orElseThrow(() -> unknown(context));
    }

    private static BadInput unknown(Context context) {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no template " + context.pathParam("name") + ".");
    }

    private void get(Context context, Caller caller) throws BadInput {
        UserTemplate template = known(context);
        Replies.show(context, tag(template), document(template));
    }

    private void change(Context context, Caller caller, Fields fields, UserTemplate before) throws BadInput {
        Precondition precondition = Precondition.of(context);
        UserTemplate by = UserTemplate.PSI;
        UserTemplate wish = new UserTemplate(context.pathParam("name"),
                fields.text("description").over(before.description(), ""),
                fields.text("desktop").over(before.desktop(), by.desktop()),
                fields.text("mobile").over(before.mobile(), by.mobile()),
                fields.text("icp").over(before.icp(), by.icp()),
                fields.flag("enabled").over(before.enabled(), by.enabled()),
                fields.flag("generatePassword").over(before.generatePassword(), by.generatePassword()));
        switch (templates.put(wish, there -> precondition.holdsFor(there.map(this::tag)), caller.authorship())) {
            case Outcome.Done(boolean created, UserTemplate template) -> Replies.changed(context, created,
                    "/templates/" + Replies.encoded(template.name()), tag(template), document(template));
            case Outcome.Invalid(List<String> problems) -> throw UserProblems.invalid(problems);
            case Outcome.Conflict(String reason) -> throw UserProblems.conflict(reason);
            case Outcome.Stale(Optional<UserTemplate> there) -> throw Precondition.failed(there.map(this::tag));
        }
    }

    private void delete(Context context, Caller caller) throws BadInput {
        Precondition precondition = Precondition.of(context);
        String name = context.pathParam("name");
        switch (templates.delete(name, there -> precondition.holdsFor(there.map(this::tag)), caller.authorship())) {
            case DONE -> context.status(HttpStatus.NO_CONTENT);
            case UNKNOWN -> throw unknown(context);
            case USED -> throw UserProblems.conflict("there are users of the template " + name);
            case STALE -> throw Precondition.failed(templates.find(name).map(this::tag));
        }
    }

    private EntityTag tag(UserTemplate template) {
        return tags.of(template);
    }

    private static Map<String, Object> document(UserTemplate template) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", template.name());
        fields.put("description", template.description());
        fields.put("desktop", template.desktop());
        fields.put("mobile", template.mobile());
        fields.put("icp", template.icp());
        fields.put("enabled", template.enabled());
        fields.put("generatePassword", template.generatePassword());
        fields.put("licence", LicenceStore.TELEWORKER);
        return fields;
    }
}
