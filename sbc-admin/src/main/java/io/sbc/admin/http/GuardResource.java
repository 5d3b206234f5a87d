package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.guard.GuardDesk;
import io.sbc.core.access.Permission;
import io.sbc.core.config.IpNetwork;
import io.sbc.core.guard.GuardView;
import io.sbc.core.guard.GuardView.BlockedSource;
import io.sbc.core.guard.GuardView.Bucket;
import io.sbc.core.guard.GuardView.Explanation;
import java.net.InetAddress;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What operators see and change of the guard.
 *
 * <pre>
 *  GET    /api/v1/guard/blocks              who is blocked, why, until when
 *  POST   /api/v1/guard/blocks              {"address": "192.0.2.7", "duration": "PT1H", "note": "..."}
 *  DELETE /api/v1/guard/blocks/{address}    lets it in again
 *  GET    /api/v1/guard/allowed             networks that nothing is refused to
 *  POST   /api/v1/guard/allowed             {"network": "192.0.2.0/24"}
 *  DELETE /api/v1/guard/allowed?network=    takes back what was added by POST
 *  GET    /api/v1/guard/sources/{address}   how a source stands: level, block, buckets
 * </pre>
 */
public final class GuardResource implements AdminResource {

    private static final Duration LENGTH_DEFAULT = Duration.ofHours(1);
    private static final Duration LENGTH_MAX = Duration.ofDays(365);

    private static final Schema BUCKET = Schema.object().text("name").integer("used").integer("capacity")
            .number("perSecond").required("name", "used", "capacity", "perSecond");
    private static final Schema BLOCK = Schema.object().text("source").text("reason").flag("datagramsOnly")
            .text("since").text("until").integer("times").text("note")
            .required("source", "reason", "datagramsOnly", "since", "until", "times", "note");
    private static final Schema NETWORK = Schema.object().text("network").required("network");

    private final GuardDesk desk;
    private final GuardView guard;

    public GuardResource(GuardDesk desk) {
        this.desk = desk;
        this.guard = desk.view();
    }

    @Override
    public void register(Api api) {
        api.get("/guard/blocks", Permission.READ_STATUS, "Who is blocked, why, until when", this::blocks)
                .returns(Schema.object().array("blocks", BLOCK).required("blocks"));
        api.post("/guard/blocks", Permission.OPERATE, "Block a source", this::block)
                .takes(Schema.object().text("address").text("duration").text("note").required("address"))
                .returns(201, BLOCK);
        api.delete("/guard/blocks/{address}", Permission.OPERATE, "Let a source in again", this::unblock);
        api.get("/guard/allowed", Permission.READ_STATUS, "Networks that nothing is refused to", this::allowed)
                .returns(Schema.object().texts("configured").texts("added").required("configured", "added"));
        api.post("/guard/allowed", Permission.OPERATE, "Refuse nothing to a network", this::allow)
                .takes(NETWORK).returns(201, NETWORK);
        api.delete("/guard/allowed", Permission.OPERATE, "Take back an allowed network", this::disallow)
                .asks("network", "Such as 192.0.2.0/24");
        api.get("/guard/sources/{address}", Permission.READ_STATUS, "How a source stands: level, block, buckets",
                this::source).returns(
                        Schema.object().text("source").text("level").object("block", BLOCK)
                                .integer("registeredFlows").integer("knownSeconds").integer("strangeUsers")
                                .flag("sharesBuckets").array("buckets", BUCKET)
                                .required("source", "level", "registeredFlows", "knownSeconds", "strangeUsers",
                                        "sharesBuckets",
                                        "buckets"));
    }

    private void blocks(Context context, Caller caller) {
        context.json(Map.of("blocks", guard.blocks().stream().map(GuardResource::fields).toList()));
    }

    private void block(Context context, Caller caller) throws BadInput {
        JsonBody body = JsonBody.of(context);
        InetAddress address = address(body.requiredText("address"));
        Duration length = duration(body.text("duration"));
        BlockedSource block = desk.block(address, length, body.text("note").orElse(""), caller.authorship())
                .orElseThrow(() -> new BadInput(HttpStatus.CONFLICT,
                        "The list is full of operators' blocks (guard.block.entries)."));
        context.status(HttpStatus.CREATED).json(fields(block));
    }

    private void unblock(Context context, Caller caller) throws BadInput {
        if (!desk.unblock(address(context.pathParam("address")), caller.authorship())) {
            throw new BadInput(HttpStatus.NOT_FOUND, context.pathParam("address") + " is not blocked.");
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private void allowed(Context context, Caller caller) {
        GuardView.Allowed allowed = guard.allowed();
        context.json(Map.of("configured", allowed.configured(), "added", allowed.added()));
    }

    private void allow(Context context, Caller caller) throws BadInput {
        IpNetwork network = network(JsonBody.of(context).requiredText("network"));
        if (!desk.allow(network, caller.authorship())) {
            throw new BadInput(HttpStatus.CONFLICT, "Too many networks were added: name them in guard.allow.");
        }
        context.status(HttpStatus.CREATED).json(Map.of("network", network.toString()));
    }

    private void disallow(Context context, Caller caller) throws BadInput {
        String text = Optional.ofNullable(context.queryParam("network")).orElseThrow(() -> BadInput.missing("network"));
        if (!desk.disallow(network(text), caller.authorship())) {
            throw new BadInput(HttpStatus.NOT_FOUND,
                    text + " was not added here; what stands in guard.allow is the configuration's.");
        }
        context.status(HttpStatus.NO_CONTENT);
    }

    private void source(Context context, Caller caller) throws BadInput {
        Explanation known = guard.explain(address(context.pathParam("address")));
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", known.source());
        fields.put("level", known.level());
        known.block().ifPresent(block -> fields.put("block", fields(block)));
        fields.put("registeredFlows", known.registeredFlows());
        fields.put("knownSeconds", known.knownSeconds());
        fields.put("strangeUsers", known.strangeUsers());
        fields.put("sharesBuckets", known.sharesBuckets());
        fields.put("buckets", known.buckets().stream().map(GuardResource::fields).toList());
        context.json(fields);
    }

    private static Map<String, Object> fields(BlockedSource block) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("source", block.source());
        fields.put("reason", block.reason());
        fields.put("datagramsOnly", block.datagramsOnly());
        fields.put("since", block.since().toString());
        fields.put("until", block.until().toString());
        fields.put("times", block.times());
        fields.put("note", block.note());
        return fields;
    }

    private static Map<String, Object> fields(Bucket bucket) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", bucket.name());
        fields.put("used", bucket.used());
        fields.put("capacity", bucket.capacity());
        fields.put("perSecond", bucket.perSecond());
        return fields;
    }

    private static InetAddress address(String text) throws BadInput {
        try {
            if (text.indexOf(':') >= 0 || text.chars().filter(c -> c == '.').count() == 3) {
                return InetAddress.ofLiteral(text);
            }
        } catch (IllegalArgumentException noLiteral) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "No IP address: " + text);
        }
        throw new BadInput(HttpStatus.BAD_REQUEST, "No IP address: " + text);
    }

    private static IpNetwork network(String text) throws BadInput {
        try {
            return IpNetwork.parse(text);
        } catch (IllegalArgumentException noNetwork) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "No network such as 192.0.2.0/24: " + text);
        }
    }

    private static Duration duration(Optional<String> text) throws BadInput {
        Duration length;
        try {
            length = text.map(Duration::parse).orElse(LENGTH_DEFAULT);
        } catch (DateTimeParseException noDuration) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "duration has to be like PT1H or PT10M.");
        }
        if (length.compareTo(Duration.ofSeconds(1)) < 0 || length.compareTo(LENGTH_MAX) > 0) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "duration has to be from PT1S to P365D.");
        }
        return length;
    }
}
