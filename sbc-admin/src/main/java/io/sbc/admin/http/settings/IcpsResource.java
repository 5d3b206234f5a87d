package io.sbc.admin.http.settings;

import java.util.Optional;
import io.sbc.admin.http.rest.Replies;
import io.sbc.admin.http.rest.Precondition;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.http.rest.EntityTags;
import io.sbc.admin.http.rest.EntityTag;
import io.sbc.admin.http.Schema;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.settings.IcpService;
import io.sbc.admin.settings.IcpService.Change;
import io.sbc.admin.settings.IcpService.Wanted;
import io.sbc.admin.settings.SettingsService.Outcome;
import io.sbc.core.access.Permission;
import io.sbc.core.config.PbxProfile;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * PBXs (ICPs), which are elements of the setting {@code icp.pbxs}. A change holds at once.
 *
 * <pre>
 *  GET    /api/v1/icps               all of them, with every key, page by page
 *  GET    /api/v1/icps/{id}
 *  PUT    /api/v1/icps/{id}?dryRun=  {"domain": "pbx.example.com", "host": "10.0.0.5", "port": 5060, "profile": "mx-one"}
 *  PATCH  /api/v1/icps/{id}?dryRun=  {"host": "10.0.0.6"} (RFC 7396)
 *  DELETE /api/v1/icps/{id}          409 while devices belong to it
 *  GET    /api/v1/icp-profiles       the presets of "profile"
 * </pre>
 */
public final class IcpsResource implements AdminResource {

    private static final Schema NODE = Schema.object().text("host").value("port").text("transport").value("priority")
            .value("weight");
    private static final Schema ICP = Schema.object().text("id").text("domain").text("host").value("port")
            .text("transport").array("nodes", NODE).value("health-checks").text("profile").texts("trusted");
    private static final Schema PROFILE = Schema.object().text("name").texts("transports").flag("onlyOne")
            .integer("registrationExpires").required("name", "transports", "onlyOne");

    private static final Listing<Map<String, Object>> LISTING = new Listing<Map<String, Object>>("icps",
            icp -> text(icp, "id")).field("id", icp -> text(icp, "id")).field("domain", icp -> text(icp, "domain"))
            .field("host", icp -> text(icp, "host")).field("profile", icp -> text(icp, "profile"));

    private final IcpService icps;
    private final EntityTags tags;
    private final SettingsAnswers answers = new SettingsAnswers();

    public IcpsResource(IcpService icps, EntityTags tags) {
        this.icps = icps;
        this.tags = tags;
    }

    @Override
    public void register(Api api) {
        api.get("/icps", Permission.READ_ICPS, "All PBXs, page by page",
                (context, _) -> LISTING.answer(context, icps.all(), icp -> icp)).asks(LISTING.parameters())
                .returns(Listing.schema("icps", ICP));
        api.get("/icps/{id}", Permission.READ_ICPS, "One PBX", this::get).returns(ICP);
        api.put("/icps/{id}", Permission.WRITE_ICPS, "Create or replace a PBX", this::put)
                .asks(SettingsAnswers.DRY_RUN).takes(ICP).returns(SettingsAnswers.CHANGED)
                .returns(HttpStatus.CREATED.getCode(), SettingsAnswers.CHANGED);
        api.patch("/icps/{id}", Permission.WRITE_ICPS, "Change some of a PBX (RFC 7396)", this::patch)
                .asks(SettingsAnswers.DRY_RUN).takes(Schema.object()).returns(SettingsAnswers.CHANGED);
        api.delete("/icps/{id}", Permission.WRITE_ICPS, "Remove a PBX that no device belongs to", this::remove)
                .returns(SettingsAnswers.CHANGED);
        api.get("/icp-profiles", Permission.READ_ICPS, "Presets of what is special about a PBX",
                (context, _) -> context
                        .json(Map.of("profiles", PbxProfile.presets().stream().map(IcpsResource::fields).toList())))
                .returns(Schema.object().array("profiles", PROFILE).required("profiles"));
    }

    private static String text(Map<String, Object> icp, String key) {
        return String.valueOf(icp.getOrDefault(key, ""));
    }

    private EntityTag tag(Map<String, Object> icp) {
        return tags.of(icp.toString()); // every key, in the order of the reference
    }

    private void get(Context context, Caller caller) throws BadInput {
        Map<String, Object> icp = icps.find(context.pathParam("id")).orElseThrow(() -> unknown(context));
        Replies.show(context, tag(icp), icp);
    }

    private void put(Context context, Caller caller) throws BadInput {
        String id = context.pathParam("id");
        boolean isNew = icps.find(id).isEmpty();
        boolean dryRun = SettingsAnswers.isDryRun(context);
        answer(context, icps.put(id, definition(context, caller), wanted(context), dryRun, caller.authorship()),
                isNew && !dryRun);
    }

    private void patch(Context context, Caller caller) throws BadInput {
        answer(context, icps.patch(context.pathParam("id"), definition(context, caller), wanted(context),
                SettingsAnswers.isDryRun(context), caller.authorship()), false);
    }

    private void remove(Context context, Caller caller) throws BadInput {
        answer(context, icps.remove(context.pathParam("id"), wanted(context), caller.authorship()), false);
    }

    private ObjectNode definition(Context context, Caller caller) throws BadInput {
        ObjectNode definition = answers.body(context);
        if (definition.has("trusted") && !caller.may(Permission.WRITE_SETTINGS)) {
            throw new BadInput(HttpStatus.FORBIDDEN, "trusted: whom else to take for a PBX is for who may "
                    + Permission.WRITE_SETTINGS.wireName() + ".");
        }
        return definition;
    }

    private Wanted wanted(Context context) {
        Precondition precondition = Precondition.of(context);
        return there -> precondition.holdsFor(there.map(this::tag));
    }

    private void answer(Context context, Change change, boolean isNew) throws BadInput {
        switch (change) {
            case Change.Made(Outcome outcome) -> {
                if (outcome instanceof Outcome.Done && isNew) {
                    context.status(HttpStatus.CREATED);
                }
                SettingsAnswers.send(context, outcome);
                icps.find(context.pathParam("id")).filter(_ -> outcome instanceof Outcome.Done)
                        .ifPresent(icp -> context.header("ETag", tag(icp).toString()));
            }
            case Change.Unknown() -> throw unknown(context);
            case Change.Stale(Optional<Map<String, Object>> there) ->
                throw Precondition.failed(there.map(this::tag));
            case Change.InUse(long devices) -> throw new BadInput(HttpStatus.CONFLICT,
                    devices + " devices belong to " + context.pathParam("id") + ".");
        }
    }

    private static Map<String, Object> fields(PbxProfile profile) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", profile.name());
        fields.put("transports",
                profile.transports().stream().map(each -> each.name().toLowerCase(Locale.ROOT)).toList());
        fields.put("onlyOne", profile.onlyOne());
        profile.registrationExpires().ifPresent(expires -> fields.put("registrationExpires", expires.toSeconds()));
        return fields;
    }

    private static BadInput unknown(Context context) {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no ICP " + context.pathParam("id") + ".");
    }
}
