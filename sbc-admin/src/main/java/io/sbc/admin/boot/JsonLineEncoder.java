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
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.KeyValuePair;

/** One JSON object per line: time, level, logger, thread, message, the event's fields, what it belongs to, and the stack of a throwable. */
final class JsonLineEncoder extends EncoderBase<ILoggingEvent> {

    private static final byte[] NOTHING = new byte[0];
    /** A placeholder of SLF4J, with the word before it where there is one. */
    private static final Pattern ARGUMENT = Pattern.compile("(?:([A-Za-z][A-Za-z0-9]{0,30})=)?\\{}");
    private static final Set<String> RESERVED = Set.of("time", "level", "logger", "thread", "message", "stack");

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
            writeArguments(out, event);
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

    /** What the text names as {@code word={}} is a field, too. */
    @SuppressWarnings("NullAway") // Logback's arrays are null when there are none
    private static void writeArguments(JsonGenerator out, ILoggingEvent event) throws IOException {
        Object[] arguments = event.getArgumentArray();
        String text = event.getMessage();
        if (arguments == null || text == null) {
            return;
        }
        Set<String> taken = new HashSet<>(RESERVED);
        int place = 0;
        for (Matcher argument = ARGUMENT.matcher(text); argument.find() && place < arguments.length; place++) {
            String name = argument.group(1);
            if (name != null && taken.add(name)) {
                writeField(out, name, arguments[place]);
            }
        }
    }

    @SuppressWarnings("NullAway") // Logback's list is null when there are no fields
    private static void writeFields(JsonGenerator out, List<KeyValuePair> fields) throws IOException {
        if (fields == null) {
            return;
        }
        for (KeyValuePair field : fields) {
            writeField(out, field.key, field.value);
        }
    }

    private static void writeField(JsonGenerator out, String name, @Nullable Object value) throws IOException {
        switch (value) {
            case Integer number -> out.writeNumberField(name, number);
            case Long number -> out.writeNumberField(name, number);
            case Boolean flag -> out.writeBooleanField(name, flag);
            case null, default -> out.writeStringField(name, String.valueOf(value));
        }
    }
}
