package io.sbc.admin.boot;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.encoder.EncoderBase;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.slf4j.event.KeyValuePair;

/** One JSON object per line: time, level, logger, thread, message, the event's fields, what it belongs to, and the stack of a throwable. */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {

    private static final byte[] NOTHING = new byte[0];

    private final JsonFactory json = new JsonFactory();

    @Override
    public byte[] headerBytes() {
        return NOTHING;
    }

    @Override
    public byte[] encode(ILoggingEvent event) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(256);
        try (JsonGenerator out = json.createGenerator(line)) {
            out.writeStartObject();
            out.writeStringField("time", event.getInstant().toString());
            out.writeStringField("level", event.getLevel().toString());
            out.writeStringField("logger", event.getLoggerName());
            out.writeStringField("thread", event.getThreadName());
            out.writeStringField("message", event.getFormattedMessage());
            writeFields(out, event.getKeyValuePairs());
            for (Map.Entry<String, String> of : event.getMDCPropertyMap().entrySet()) {
                out.writeStringField(of.getKey(), of.getValue());
            }
            if (event.getThrowableProxy() != null) {
                out.writeStringField("stack", ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory only
        }
        line.write('\n');
        return line.toByteArray();
    }

    @Override
    public byte[] footerBytes() {
        return NOTHING;
    }

    @SuppressWarnings("NullAway") // Logback's list is null when there are no fields
    private static void writeFields(JsonGenerator out, List<KeyValuePair> fields) throws IOException {
        if (fields == null) {
            return;
        }
        for (KeyValuePair field : fields) {
            switch (field.value) {
                case Integer number -> out.writeNumberField(field.key, number);
                case Long number -> out.writeNumberField(field.key, number);
                case Boolean flag -> out.writeBooleanField(field.key, flag);
                case null, default -> out.writeStringField(field.key, String.valueOf(field.value));
            }
        }
    }
}
