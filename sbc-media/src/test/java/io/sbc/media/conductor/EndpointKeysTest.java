package io.sbc.media.conductor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaState;
import io.sbc.media.api.Protection;
import io.sbc.media.api.RelayRules;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.srtp.Packets;
import io.sbc.media.srtp.SrtpWorkspace;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Keys after a restart (lesson 13): no SRTCP index is used twice under one (RFC 3711 §9.1). */
class EndpointKeysTest {

    private static final SrtpKey OLD = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 1);
    private static final SrtpKey NEW = Packets.key(SrtpSuite.AES_CM_128_HMAC_SHA1_80, 2);
    private static final long AWAY_NANOS = TimeUnit.SECONDS.toNanos(4);
    /** What no sender reaches in the time that a state is old, and what it may have sent since. */
    private static final long MARGIN = (1 << 16) + 8 * 4_000;

    private final EndpointKeys keys = new EndpointKeys(new SrtpWorkspace(), RelayRules.LAX.set().networks());

    private long firstIndexUnder(SrtpKey key) {
        EndpointPlan plan = new EndpointPlan(Optional.empty(), Optional.empty(), false, new Protection.Clear(),
                new Protection.Srtp(key), true, true);
        return Objects.requireNonNull(Objects.requireNonNull(keys.setupOf(Optional.of(plan))).sendContext())
                .state(key, 0).rtcpIndex();
    }

    private static MediaState.Endpoint sentUnder(SrtpKey key) {
        return new MediaState.Endpoint(Optional.empty(), Optional.empty(), Optional.empty(),
                Optional.of(new MediaState.Context(key, 0, 9, 77, List.of())));
    }

    @Test
    void shouldGoOnAboveWhatTheStateTells() {
        keys.restore(sentUnder(OLD), AWAY_NANOS);

        assertEquals(77 + MARGIN, firstIndexUnder(OLD));
    }

    /** A re-INVITE came behind the last look at the session. */
    @Test
    void shouldGoOnAboveWhatAKeyMayHaveSentThatTheStateDoesNotKnow() {
        keys.restore(sentUnder(OLD), AWAY_NANOS);

        assertEquals(MARGIN, firstIndexUnder(NEW));
    }

    /** The call was answered behind the last look, if there was one. */
    @Test
    void shouldGoOnAboveWhatMayHaveBeenSentInACallThatNobodyLookedAt() {
        keys.restore(MediaState.Endpoint.UNHEARD, AWAY_NANOS);

        assertEquals(MARGIN, firstIndexUnder(NEW));
    }

    @Test
    void shouldBeginAtTheBeginningUnderAKeyThatComesLater() {
        keys.restore(sentUnder(OLD), AWAY_NANOS);
        assertTrue(firstIndexUnder(OLD) > 0);

        assertEquals(0, firstIndexUnder(NEW));
    }
}
