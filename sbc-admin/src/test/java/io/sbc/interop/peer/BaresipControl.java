package io.sbc.interop.peer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * The control connection of one baresip (module ctrl_tcp): JSON in netstrings ({@code <length>:<json>,}). Commands are
 * answered, events come unasked. Used by the test's thread; a reader of its own fills the queue of events.
 */
final class BaresipControl implements AutoCloseable {

    private static final int EVENTS_MAX = 10_000;
    private static final Duration COMMAND_LIMIT = Duration.ofSeconds(40);

    private final ObjectMapper json = new ObjectMapper();
    private final String phone;
    private final String addressOfRecord;
    private final Socket socket;
    private final BlockingQueue<JsonNode> events = new LinkedBlockingQueue<>(EVENTS_MAX);
    private final BlockingQueue<JsonNode> responses = new LinkedBlockingQueue<>(EVENTS_MAX);
    private final List<JsonNode> unclaimed = new ArrayList<>();

    private BaresipControl(String phone, String addressOfRecord, Socket socket) {
        this.phone = phone;
        this.addressOfRecord = addressOfRecord;
        this.socket = socket;
        Thread.ofPlatform().daemon().name(phone + "-control").start(this::read);
    }

    /**
     * Connects to a phone that listens.
     *
     * @param addressOfRecord the line whose events count; those of other lines are dropped
     */
    static BaresipControl connect(String phone, String addressOfRecord, int port) {
        try {
            return new BaresipControl(phone, addressOfRecord, new Socket(InetAddress.getLoopbackAddress(), port));
        } catch (IOException e) {
            throw new UncheckedIOException(phone + " opens no control connection", e);
        }
    }

    private void read() {
        try (var in = new DataInputStream(socket.getInputStream())) {
            while (true) {
                int length = 0;
                for (int c = in.readUnsignedByte(); c != ':'; c = in.readUnsignedByte()) {
                    length = length * 10 + (c - '0');
                }
                byte[] text = new byte[length];
                in.readFully(text);
                in.readUnsignedByte();
                JsonNode message = json.readTree(text);
                boolean isEvent = message.path("event").asBoolean();
                if (isEvent && !message.path("accountaor").asText().startsWith(addressOfRecord)) {
                    continue;
                }
                BlockingQueue<JsonNode> queue = isEvent ? events : responses;
                if (!queue.offer(message)) {
                    throw new IOException("nobody reads what " + phone + " says");
                }
            }
        } catch (IOException e) {
            assert true : "the phone or the test has closed the connection: await… will say what is missing";
        }
    }

    /** Gives a command of baresip's menu and waits until it was taken. */
    void command(String command, String parameters) {
        try {
            byte[] text = json.writeValueAsBytes(Map.of("command", command, "params", parameters, "token", "t"));
            byte[] frame = (text.length + ":" + new String(text, StandardCharsets.UTF_8) + ",")
                    .getBytes(StandardCharsets.UTF_8);
            socket.getOutputStream().write(frame);
            socket.getOutputStream().flush();
            if (command.equals("quit")) {
                return;
            }
            JsonNode response = responses.poll(COMMAND_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
            if (response == null || !response.path("ok").asBoolean()) {
                throw new AssertionError(phone + " refuses the command " + command + ": " + response);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(phone + " has closed its control connection", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Takes the next event of this type, waiting for it; events of other types stay for who asks for them. */
    JsonNode awaitEvent(String type, Duration limit) {
        for (JsonNode event : unclaimed) {
            if (event.path("type").asText().equals(type)) {
                unclaimed.remove(event);
                return event;
            }
        }
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        try {
            for (JsonNode event = next(deadlineNanos); event != null; event = next(deadlineNanos)) {
                if (event.path("type").asText().equals(type)) {
                    return event;
                }
                unclaimed.add(event);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        throw new AssertionError(phone + " had no event " + type + " within " + limit.toSeconds() + " s; it had: "
                + unclaimed.stream().map(event -> event.path("type").asText() + " " + event.path("param").asText())
                        .toList());
    }

    private @org.jspecify.annotations.Nullable JsonNode next(long deadlineNanos) throws InterruptedException {
        return events.poll(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
