package io.sbc.simulation;

import io.sbc.simulation.Network.Wire;

/**
 * A fork of the PBX that picks up when another has been acknowledged already: its 2xx is to be acknowledged and its dialog to
 * be ended by BYE (RFC 3261 §13.2.2.4).
 */
final class LateFork {

    private static final long LATE_MILLIS = 3_000;
    private static final long REPEATED_MILLIS = 500;
    private static final int TIMES = 10;

    /** Its ACK, and a BYE that has to be repeated. */
    private static final long ENDED_MILLIS = 45_000;

    private final Desk desk;
    private final Pbx pbx;
    private final Sip ok;
    private final String tag;
    private final long begunAt;
    private boolean acknowledged;
    private boolean ended;

    /** @param first what the other answered */
    LateFork(Desk desk, Pbx pbx, Sip first) {
        this.desk = desk;
        this.pbx = pbx;
        this.tag = first.toTag() + "g";
        this.begunAt = desk.world.millis();
        this.ok = first.copy().set("To", first.get("To").replace(";tag=" + first.toTag(), ";tag=" + tag));
        desk.world.afterMillis(desk.within(LATE_MILLIS), () -> answer(TIMES));
    }

    String tag() {
        return tag;
    }

    private void answer(int times) {
        if (!acknowledged && !ended && times > 0 && pbx.isUpSince(begunAt)) {
            desk.wire().ifPresent(wire -> wire.send(ok));
            desk.world.afterMillis(REPEATED_MILLIS, () -> answer(times - 1));
        }
    }

    void onAck() {
        if (!acknowledged) {
            acknowledged = true;
            desk.stage.counts().forked++;
            desk.world.afterMillis(ENDED_MILLIS, () -> desk.stage.verdicts().that(ended || !pbx.isUpSince(begunAt),
                    "a late fork was not ended: " + ok));
        }
    }

    void onRequest(Wire wire, Sip request) {
        ended |= request.is("BYE");
        desk.exchanges().respond(wire, request, Sip.response(request, request.is("BYE") ? 200 : 481, tag));
    }
}
