package io.sbc.admin.boot;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.core.directory.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;

class JsonLineEncoderTest {

    @Test
    void shouldWriteOneObjectPerLineWithTheFieldsOfTheEvent() throws IOException {
        LoggingEvent event = event(null);
        event.addKeyValuePair(new KeyValuePair("callId", "a\"b"));
        event.addKeyValuePair(new KeyValuePair("status", 486));
        event.addKeyValuePair(new KeyValuePair("password", new Secret("SECRET")));

        String line = new String(new JsonLineEncoder().encode(event), StandardCharsets.UTF_8);

        assertTrue(line.endsWith("}\n") && line.indexOf('\n') == line.length() - 1, line);
        JsonNode json = new ObjectMapper().readTree(line);
        assertEquals("call ended", json.path("message").asText());
        assertEquals("INFO", json.path("level").asText());
        assertEquals("a\"b", json.path("callId").asText());
        assertEquals(486, json.path("status").asInt());
        assertEquals("***", json.path("password").asText());
    }

    @Test
    void shouldKeepAStackInItsLine() throws IOException {
        String line = new String(new JsonLineEncoder().encode(event(new IllegalStateException("why"))),
                StandardCharsets.UTF_8);

        assertEquals(1, line.lines().count());
        assertTrue(new ObjectMapper().readTree(line).path("stack").asText().contains("IllegalStateException: why"));
    }

    @Test
    void shouldMakeFieldsOfWhatTheTextNames() throws IOException {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        LoggingEvent event = new LoggingEvent("", context.getLogger("io.sbc.Call"), Level.INFO,
                "{} ends callId={} status={} level={}", null, new Object[]{"it", "c-1", 486, "x"});

        JsonNode json = new ObjectMapper().readTree(new JsonLineEncoder().encode(event));

        assertEquals("it ends callId=c-1 status=486 level=x", json.path("message").asText());
        assertEquals("c-1", json.path("callId").asText());
        assertEquals(486, json.path("status").asInt());
        assertEquals("INFO", json.path("level").asText());
    }

    private static LoggingEvent event(@Nullable Throwable failure) {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        return new LoggingEvent("", context.getLogger("io.sbc.Call"), Level.INFO, "call ended", failure, null);
    }
}
