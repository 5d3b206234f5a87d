package io.sbc.simulation;

import io.sbc.simulation.Network.Wire;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reliable provisional responses (RFC 3262) of one INVITE, from either end of it. */
final class Early {

    private static final long T1 = 500;

    private final World world;
    private final Set<String> acknowledged = new HashSet<>();
    private int sequence;
    private @Nullable Sip unacknowledged;

    Early(World world) {
        this.world = world;
    }

    // ---- the one who called

    /** Whether a PRACK is due for this response; once for each. */
    boolean wantsPrack(Sip response) {
        return response.get("Require").contains("100rel") && !response.toTag().isEmpty()
                && acknowledged.add(response.toTag() + response.get("RSeq"));
    }

    // ---- the one who was called

    /** Makes it reliable and sends it until its PRACK comes, or 64*T1. */
    void send(Exchanges exchanges, Wire wire, Sip invite, Sip response) {
        Sip reliable = response.add("Require", "100rel").add("RSeq", Integer.toString(++sequence));
        unacknowledged = reliable;
        exchanges.respond(wire, invite, reliable);
        repeat(exchanges, wire, invite, reliable, T1, world.millis() + 64 * T1);
    }

    private void repeat(Exchanges exchanges, Wire wire, Sip invite, Sip response, long interval, long until) {
        world.afterMillis(interval, () -> {
            if (unacknowledged == response && exchanges.isOpen(invite) && world.millis() < until) {
                exchanges.respond(wire, invite, response);
                repeat(exchanges, wire, invite, response, 2 * interval, until);
            }
        });
    }

    /** Whether a 2xx has to wait. */
    boolean isOpen() {
        return unacknowledged != null;
    }

    /** Whether this PRACK is for what is outstanding. */
    boolean onPrack(Sip prack) {
        Sip response = unacknowledged;
        if (response == null || !prack.get("RAck").startsWith(response.get("RSeq") + " ")) {
            return false;
        }
        unacknowledged = null;
        return true;
    }
}
