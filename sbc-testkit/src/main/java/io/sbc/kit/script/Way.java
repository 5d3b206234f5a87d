package io.sbc.kit.script;

import io.sbc.kit.sip.TracedMessage;
import io.sbc.kit.sip.Wire;
import java.nio.charset.StandardCharsets;

/** A peer as seen from one of our wires. */
record Way(Wire wire, Wire.Path path) {

    /** A message that passes here, for the trace. */
    TracedMessage traced(boolean sent, byte[] bytes) {
        return new TracedMessage(System.nanoTime(), sent, wire.transport(), wire.local(), path.remote(),
                new String(bytes, StandardCharsets.UTF_8));
    }
}
