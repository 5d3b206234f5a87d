package io.sbc.admin.http.status;

import io.sbc.admin.http.Schema;
import io.javalin.http.Context;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.rest.Listing;
import io.sbc.admin.psi.SipStatusWords;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.Device;
import io.sbc.core.registrar.RegistrationBoard.Standing;
import io.sbc.core.registrar.Registrations;
import io.sbc.core.registrar.Registrations.Contact;
import io.sbc.core.registrar.Registrations.View;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What {@code sip registrar all} shows on other systems: the devices that are registered, on their way to it, or failed.
 *
 * <pre>
 *  GET /api/v1/registrations?user=&icp=&state=&address=&kind=&setUser=&all=
 * </pre>
 *
 * {@code state}: registered (a phone is there), held (the PBX has it, no phone is there), registering, suspended, unregistering, refused, or idle, which
 * is shown only if asked for.
 */
public final class RegistrationsResource implements AdminResource {

    private static final String IDLE = "idle";

    private static final Listing<View> LISTING = new Listing<View>("registrations",
            view -> view.device().email() + '\t' + view.device().kind())
            .field("user", view -> view.device().email()).field("setUser", view -> view.device().setUser())
            .field("icpUser", view -> view.device().icpUser()).field("icp", view -> view.device().icp())
            .field("kind", view -> word(view.device().kind())).field("state", RegistrationsResource::state)
            .filter("address", RegistrationsResource::addresses);

    private static final Schema CONTACT = Schema.object().text("contact").text("address").integer("port")
            .text("transport").text("userAgent").textOrNull("since").text("expires")
            .required("contact", "address", "port", "transport", "userAgent", "since", "expires");
    private static final Schema ERROR = Schema.object().text("side").integer("status").text("reason")
            .text("description").text("at").required("side", "status", "reason", "description", "at");
    private static final Schema AT_PBX = Schema.object().text("id").text("user").text("state").textOrNull("until")
            .textOrNull("node").required("id", "user", "state", "until", "node");
    private static final Schema ONE = Schema.object().text("user").text("kind").text("setUser").flag("enabled")
            .text("state").text("sbcNode").array("contacts", CONTACT).object("icp", AT_PBX)
            .object("lastError", ERROR)
            .required("user", "kind", "setUser", "enabled", "state", "sbcNode", "contacts", "icp");

    private final Supplier<Collection<Device>> devices;
    private final Registrations registrations;
    private final SipStatusWords words;
    private final String node;

    /**
     * @param devices of the directory, in memory
     * @param node which the registrations are at: others have others
     */
    public RegistrationsResource(Supplier<Collection<Device>> devices, Registrations registrations,
            SipStatusWords words, String node) {
        this.node = node;
        this.devices = devices;
        this.registrations = registrations;
        this.words = words;
    }

    @Override
    public void register(Api api) {
        api.get("/registrations", Permission.READ_STATUS, "Devices that are registered, on their way to it, or failed",
                this::list).asks(LISTING.parameters()).returns(Listing.schema("registrations", ONE));
    }

    private void list(Context context, Caller caller) throws BadInput {
        boolean idleToo = IDLE.equals(context.queryParam("state"));
        List<View> views = devices.get().stream().map(registrations::of).filter(view -> idleToo || view.isKnown())
                .toList();
        LISTING.answer(context, views, this::document);
    }

    private static String state(View view) {
        if (view.isRegistered()) {
            return "registered";
        }
        String atPbx = view.icp().map(standing -> word(standing.state())).orElse(IDLE);
        return atPbx.equals("registered")
                ? "held"
                : atPbx.equals(IDLE) && view.trouble().isPresent() ? "refused" : atPbx;
    }

    private static Stream<String> addresses(View view) {
        return view.contacts().stream().flatMap(contact -> Stream.of(host(contact),
                host(contact) + ":" + contact.source().getPort()));
    }

    private static String host(Contact contact) {
        return contact.source().getAddress().getHostAddress();
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private Map<String, Object> document(View view) {
        Device device = view.device();
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("user", device.email());
        fields.put("kind", word(device.kind()));
        fields.put("setUser", device.setUser());
        fields.put("enabled", device.enabled());
        fields.put("state", state(view));
        fields.put("sbcNode", node);
        List<Map<String, Object>> contacts = new ArrayList<>();
        view.contacts().forEach(contact -> contacts.add(document(contact)));
        fields.put("contacts", contacts);
        Map<String, Object> icp = new LinkedHashMap<>();
        icp.put("id", device.icp());
        icp.put("user", device.icpUser());
        icp.put("state", view.icp().map(standing -> word(standing.state())).orElse(IDLE));
        icp.put("until", view.icp().map(Standing::untilMillis).filter(until -> until > 0)
                .map(RegistrationsResource::time).orElse(null));
        icp.put("node", view.icp().map(Standing::node).filter(node -> !node.isEmpty()).orElse(null));
        fields.put("icp", icp);
        view.trouble().ifPresent(trouble -> {
            Map<String, Object> error = new LinkedHashMap<>();
            error.put("side", word(trouble.side()));
            error.put("status", trouble.status());
            error.put("reason", trouble.why());
            error.put("description", words.of(trouble));
            error.put("at", time(trouble.atMillis()));
            fields.put("lastError", error);
        });
        return fields;
    }

    private static Map<String, Object> document(Contact contact) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("contact", contact.contact());
        fields.put("address", host(contact));
        fields.put("port", contact.source().getPort());
        fields.put("transport", word(contact.protocol()));
        fields.put("userAgent", contact.agent());
        fields.put("since", contact.sinceMillis() > 0 ? time(contact.sinceMillis()) : null);
        fields.put("expires", time(contact.expiresMillis()));
        return fields;
    }

    private static String time(long millis) {
        return Instant.ofEpochMilli(millis).toString();
    }
}
