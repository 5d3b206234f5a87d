package io.sbc.admin.http.settings;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.settings.IcpService;
import io.sbc.admin.settings.IcpService.Removal;
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
 *  GET    /api/v1/icps               all of them, with every key
 *  GET    /api/v1/icps/{id}
 *  PUT    /api/v1/icps/{id}?dryRun=  {"domain": "pbx.example.com", "host": "10.0.0.5", "port": 5060, "profile": "mx-one"}
 *  DELETE /api/v1/icps/{id}          409 while devices belong to it
 *  GET    /api/v1/icp-profiles       the presets of "profile"
 * </pre>
 */
public final class IcpsResource implements AdminResource {

    private final IcpService icps;
    private final SettingsAnswers answers = new SettingsAnswers();

    public IcpsResource(IcpService icps) {
        this.icps = icps;
    }

    @Override
    public void register(Api api) {
        api.get("/icps", Permission.READ_ICPS, "All PBXs", (context, _) -> context.json(Map.of("icps", icps.all())));
        api.get("/icps/{id}", Permission.READ_ICPS, "One PBX", this::get);
        api.put("/icps/{id}", Permission.WRITE_ICPS, "Create or replace a PBX", this::put);
        api.delete("/icps/{id}", Permission.WRITE_ICPS, "Remove a PBX that no device belongs to", this::remove);
        api.get("/icp-profiles", Permission.READ_ICPS, "Presets of what is special about a PBX",
                (context, _) -> context
                        .json(Map.of("profiles", PbxProfile.presets().stream().map(IcpsResource::fields).toList())));
    }

    private void get(Context context, Caller caller) throws BadInput {
        context.json(icps.find(context.pathParam("id")).orElseThrow(() -> unknown(context)));
    }

    private void put(Context context, Caller caller) throws BadInput {
        String id = context.pathParam("id");
        boolean isNew = icps.find(id).isEmpty();
        ObjectNode definition = answers.body(context);
        if (definition.has("trusted") && !caller.may(Permission.WRITE_SETTINGS)) {
            throw new BadInput(HttpStatus.FORBIDDEN, "trusted: whom else to take for a PBX is for who may "
                    + Permission.WRITE_SETTINGS.wireName() + ".");
        }
        Outcome outcome = icps.put(id, definition, SettingsAnswers.isDryRun(context), caller.authorship());
        if (outcome instanceof Outcome.Done && isNew && !SettingsAnswers.isDryRun(context)) {
            context.status(HttpStatus.CREATED);
        }
        SettingsAnswers.send(context, outcome);
    }

    private void remove(Context context, Caller caller) throws BadInput {
        switch (icps.remove(context.pathParam("id"), caller.authorship())) {
            case Removal.Removed(Outcome outcome) -> SettingsAnswers.send(context, outcome);
            case Removal.Unknown() -> throw unknown(context);
            case Removal.InUse(long devices) -> throw new BadInput(HttpStatus.CONFLICT,
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
