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
import io.sbc.admin.http.rest.Precondition;
import io.sbc.admin.http.rest.Replies;
import io.sbc.admin.users.Given;
import io.sbc.admin.users.Licences;
import io.sbc.core.directory.LicenceStore;
import io.sbc.core.access.Permission;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * Licences: how many there are, how many are used.
 *
 * <pre>
 *  GET   /api/v1/licences
 *  GET   /api/v1/licences/teleworker
 *  PUT   /api/v1/licences/teleworker  {"total": 500}; {} or null: as the configuration says
 *  PATCH /api/v1/licences/teleworker  the same
 * </pre>
 */
public final class LicencesResource implements AdminResource {

    private static final Set<String> FIELDS = Set.of("total");

    private static final Schema COUNT = Schema.object().integerOrNull("total");
    private static final Schema LICENCE = Schema.object().text("kind").integerOrNull("total").integer("used")
            .integerOrNull("available").flag("nearLimit").text("from")
            .required("kind", "total", "used", "available", "nearLimit", "from");

    private final Licences licences;
    private final EntityTags tags;

    public LicencesResource(Licences licences, EntityTags tags) {
        this.licences = licences;
        this.tags = tags;
    }

    @Override
    public void register(Api api) {
        api.get("/licences", Permission.READ_SETTINGS, "Licences: how many there are, how many are used",
                (context, _) -> context.json(Map.of("licences", List.of(document(licences.state())))))
                .returns(Schema.object().array("licences", LICENCE).required("licences"));
        api.get("/licences/{kind}", Permission.READ_SETTINGS, "Licences of one kind", this::get)
                .returns(LICENCE);
        api.put("/licences/{kind}", Permission.WRITE_SETTINGS, "Say how many licences there are",
                (context, caller) -> change(context, caller, Fields.replacing(context, FIELDS)))
                .takes(COUNT).returns(LICENCE);
        api.patch("/licences/{kind}", Permission.WRITE_SETTINGS, "Say how many licences there are (RFC 7396)",
                (context, caller) -> change(context, caller, Fields.patching(context, FIELDS)))
                .takes(COUNT).returns(LICENCE);
    }

    private static void known(Context context) throws BadInput {
        if (!context.pathParam("kind").equals(LicenceStore.TELEWORKER)) {
            throw new BadInput(HttpStatus.NOT_FOUND, "Licences are of the kind " + LicenceStore.TELEWORKER + ".");
        }
    }

    private void get(Context context, Caller caller) throws BadInput {
        known(context);
        Licences.State state = licences.state();
        Replies.show(context, tag(state), document(state));
    }

    private void change(Context context, Caller caller, Fields fields) throws BadInput {
        known(context);
        Precondition.of(context).demandFor(Optional.of(tag(licences.state())));
        Given<Integer> total = fields.count("total");
        Licences.State now = total.named()
                ? licences.set(total.said().map(OptionalInt::of).orElse(OptionalInt.empty()), caller.authorship())
                : licences.state();
        Replies.changed(context, false, "", tag(now), document(now));
    }

    /** Of the count alone: users come and go without touching it. */
    private EntityTag tag(Licences.State state) {
        return tags.of(state.total(), state.byApi());
    }

    private static Map<String, Object> document(Licences.State state) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", LicenceStore.TELEWORKER);
        fields.put("total", state.total().isPresent() ? state.total().getAsInt() : null);
        fields.put("used", state.used());
        fields.put("available", state.available().isPresent() ? state.available().getAsInt() : null);
        fields.put("nearLimit", state.isNearLimit());
        fields.put("from", state.byApi() ? "api" : "configuration");
        return fields;
    }
}
