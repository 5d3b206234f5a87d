package io.sbc.admin.tracing;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/**
 * {@code ExportTraceServiceRequest} of OTLP 1.x in its JSON form: ids as hex, 64-bit numbers as texts, enumerations as numbers. Pure.
 */
final class OtlpJson {

    private static final int STATUS_ERROR = 2;
    private static final JsonFactory JSON = new JsonFactory();

    private OtlpJson() {}

    /** A trace on its way out. */
    record Trace(String id, List<Span> spans) {

        Trace {
            spans = List.copyOf(spans);
        }
    }

    static byte[] write(List<Trace> traces, String version, String host) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (JsonGenerator out = JSON.createGenerator(octets)) {
            out.writeStartObject();
            out.writeArrayFieldStart("resourceSpans");
            out.writeStartObject();
            out.writeObjectFieldStart("resource");
            attributes(out, Map.of("service.name", "sbc", "service.version", version, "host.name", host));
            out.writeEndObject();
            out.writeArrayFieldStart("scopeSpans");
            out.writeStartObject();
            out.writeObjectFieldStart("scope");
            out.writeStringField("name", "io.sbc");
            out.writeEndObject();
            out.writeArrayFieldStart("spans");
            for (Trace trace : traces) {
                for (Span span : trace.spans()) {
                    span(out, trace.id(), span);
                }
            }
            out.writeEndArray();
            out.writeEndObject();
            out.writeEndArray();
            out.writeEndObject();
            out.writeEndArray();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory only
        }
        return octets.toByteArray();
    }

    private static void span(JsonGenerator out, String trace, Span span) throws IOException {
        out.writeStartObject();
        out.writeStringField("traceId", trace);
        out.writeStringField("spanId", span.id());
        if (!span.parent().isEmpty()) {
            out.writeStringField("parentSpanId", span.parent());
        }
        out.writeStringField("name", span.name());
        out.writeNumberField("kind", span.kind().number());
        out.writeStringField("startTimeUnixNano", Long.toString(span.startNanos()));
        out.writeStringField("endTimeUnixNano", Long.toString(span.endNanos()));
        attributes(out, span.attributes());
        out.writeArrayFieldStart("events");
        for (Span.Event event : span.events()) {
            out.writeStartObject();
            out.writeStringField("timeUnixNano", Long.toString(event.nanos()));
            out.writeStringField("name", event.name());
            attributes(out, event.attributes());
            out.writeEndObject();
        }
        out.writeEndArray();
        if (!span.problem().isEmpty()) {
            out.writeObjectFieldStart("status");
            out.writeNumberField("code", STATUS_ERROR);
            out.writeStringField("message", span.problem());
            out.writeEndObject();
        }
        out.writeEndObject();
    }

    private static void attributes(JsonGenerator out, Map<String, Object> attributes) throws IOException {
        out.writeArrayFieldStart("attributes");
        for (Map.Entry<String, Object> attribute : attributes.entrySet()) {
            out.writeStartObject();
            out.writeStringField("key", attribute.getKey());
            out.writeObjectFieldStart("value");
            switch (attribute.getValue()) {
                case Long number -> out.writeStringField("intValue", Long.toString(number));
                case Double number -> out.writeNumberField("doubleValue", number);
                case Boolean flag -> out.writeBooleanField("boolValue", flag);
                default -> out.writeStringField("stringValue", String.valueOf(attribute.getValue()));
            }
            out.writeEndObject();
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
