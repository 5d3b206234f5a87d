package io.sbc.admin.http.doctor;

import io.sbc.admin.http.Schema;
import io.javalin.http.Context;
import io.sbc.admin.doctor.Ailment;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.Caller;
import io.sbc.core.access.Permission;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * {@code GET /api/v1/doctor}: certificates, names, PBXs, disk, limits, kernel, time and proxy as {@code ./sbc doctor} sees them, the worst first, each
 * with what to do. It asks every PBX, so one look is good for {@link #GOOD_FOR}; who asks meanwhile gets the same.
 */
public final class DoctorResource implements AdminResource {

    private static final Duration GOOD_FOR = Duration.ofSeconds(10);

    private static final Schema FINDING = Schema.object().text("level").text("subject").text("what").text("fix")
            .required("level", "subject", "what", "fix");

    private final Supplier<List<Ailment>> look;
    private final InstantSource clock;
    private List<Ailment> found = List.of();
    private Instant lookedAt = Instant.MIN;

    /** @param look waits for PBXs and names, seconds at most for each */
    public DoctorResource(Supplier<List<Ailment>> look, InstantSource clock) {
        this.look = look;
        this.clock = clock;
    }

    @Override
    public void register(Api api) {
        api.get("/doctor", Permission.READ_STATUS, "What the SBC stands on, and what to mend", this::show)
                .returns(Schema.object().text("at").array("findings", FINDING).required("at", "findings"));
    }

    private void show(Context context, Caller caller) {
        Map<String, Object> document = new LinkedHashMap<>();
        synchronized (this) { // who asks meanwhile waits for the same look
            if (lookedAt.isBefore(clock.instant().minus(GOOD_FOR))) {
                found = look.get();
                lookedAt = clock.instant();
            }
            document.put("at", lookedAt.toString());
            document.put("findings", found.stream().map(DoctorResource::document).toList());
        }
        context.json(document);
    }

    private static Map<String, String> document(Ailment ailment) {
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("level", ailment.level().word());
        fields.put("subject", ailment.subject());
        fields.put("what", ailment.what());
        fields.put("fix", ailment.fix());
        return fields;
    }
}
