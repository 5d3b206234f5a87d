package io.sbc.admin.http.status;

import io.sbc.admin.http.Schema;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.psi.PsiStatus;
import io.sbc.admin.psi.SipStatusWords;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.Device;
import io.sbc.core.registrar.Registrations;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * The status of PSI users, in the words of Zoom's administration.
 *
 * <pre>
 *  GET /api/v1/status/psi?user=&status=&icp=  all users, page by page, and how many there are of each status;
 *                                            user may be said several times
 *  GET /api/v1/users/{email}/status           one user, and each device
 * </pre>
 */
public final class PsiStatusResource implements AdminResource {

    private static final Listing<Row> LISTING = new Listing<Row>("users", Row::email).field("user", Row::email)
            .field("status", row -> row.status().word()).field("state", row -> word(row.status().state()))
            .filter("icp", row -> row.devices().stream().map(Device::icp));

    private static final Schema STATUS = Schema.object().text("status")
            .oneOf("state", "pending", "idle", "registered", "error").text("description").integer("sipStatus")
            .text("at")
            .required("status", "state", "description");
    private static final Schema USER = Schema.object().text("user").required("user").and(STATUS)
            .array("devices", Schema.object().text("kind").text("setUser").flag("enabled")
                    .required("kind", "setUser", "enabled").and(STATUS))
            .required("devices");

    private final Supplier<Collection<Device>> devices;
    private final Registrations registrations;
    private final SipStatusWords words;

    /** @param devices of the directory, in memory */
    public PsiStatusResource(Supplier<Collection<Device>> devices, Registrations registrations, SipStatusWords words) {
        this.devices = devices;
        this.registrations = registrations;
        this.words = words;
    }

    /** A user. */
    private record Row(String email, List<Device> devices, List<PsiStatus> statuses, PsiStatus status) {}

    @Override
    public void register(Api api) {
        api.get("/status/psi", Permission.READ_STATUS, "The status of PSI users", this::list)
                .asks(LISTING.parameters())
                .returns(Listing.schema("users", USER).counts("counts").required("counts"));
        api.get("/users/{email}/status", Permission.READ_STATUS, "The status of a PSI user and both devices",
                this::get).returns(USER);
    }

    private void list(Context context, Caller caller) throws BadInput {
        Map<String, List<Device>> users = new TreeMap<>();
        Set<String> wanted = Set.copyOf(context.queryParams("user"));
        boolean byName = !wanted.isEmpty() && wanted.stream().noneMatch(name -> name.isEmpty() || name.contains("*"));
        devices.get().stream().filter(device -> !byName || wanted.contains(device.email()))
                .forEach(device -> users.computeIfAbsent(device.email(), _ -> new ArrayList<>()).add(device));
        List<Row> rows = users.entrySet().stream().map(user -> row(user.getKey(), user.getValue())).toList();
        Map<String, Integer> counts = new TreeMap<>();
        rows.forEach(row -> counts.merge(word(row.status.state()), 1, Integer::sum));
        LISTING.answer(context, rows, PsiStatusResource::document, Map.of("counts", counts));
    }

    private void get(Context context, Caller caller) throws BadInput {
        String email = context.pathParam("email");
        List<Device> its = devices.get().stream().filter(device -> device.email().equals(email)).toList();
        if (its.isEmpty()) {
            throw new BadInput(HttpStatus.NOT_FOUND, "There is no user " + email + " (case matters).");
        }
        context.json(document(row(email, its)));
    }

    private Row row(String email, List<Device> unordered) {
        List<Device> its = unordered.stream().sorted(Comparator.comparing(Device::kind)).toList();
        List<PsiStatus> statuses = its.stream().map(device -> PsiStatus.of(registrations.of(device), words)).toList();
        return new Row(email, its, statuses, PsiStatus.ofAll(statuses));
    }

    private static Map<String, Object> document(Row row) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user", row.email);
        fields.putAll(document(row.status));
        List<Map<String, Object>> each = new ArrayList<>();
        for (int i = 0; i < row.devices.size(); i++) {
            Map<String, Object> device = new LinkedHashMap<>();
            device.put("kind", word(row.devices.get(i).kind()));
            device.put("setUser", row.devices.get(i).setUser());
            device.put("enabled", row.devices.get(i).enabled());
            device.putAll(document(row.statuses.get(i)));
            each.add(device);
        }
        fields.put("devices", each);
        return fields;
    }

    private static Map<String, Object> document(PsiStatus status) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("status", status.word());
        fields.put("state", word(status.state()));
        fields.put("description", status.description());
        if (status.sipStatus() != 0) {
            fields.put("sipStatus", status.sipStatus());
            fields.put("at", Instant.ofEpochMilli(status.atMillis()).toString());
        }
        return fields;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
