package io.sbc.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.interop.peer.Kamailio;
import io.sbc.interop.peer.Metrics;
import io.sbc.interop.peer.PeerStage;
import io.sbc.interop.peer.SbcProcess;
import io.sbc.interop.peer.SbcSettings;
import io.sbc.interop.peer.Sipp;
import io.sbc.interop.peer.Stunnel;
import io.sbc.interop.peer.User;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A crowd: SIPp over stunnel's TLS, one connection for each phone, Kamailio as the PBX, a second SIPp as the extension that
 * everybody calls. All succeed, and nothing is left of them.
 */
@Tag("interop")
class SippLoadIT {

    private static final int REGISTRATIONS = 200;
    private static final int CALLS = 100;
    private static final int HOLDS = 40;
    private static final int TRANSFERS = 40;
    private static final int PER_SECOND = 20;
    private static final String EXTENSION = "9000";

    /** Everything that a phone or a call occupies. */
    private static final List<String> OCCUPIED = List.of("sbc_calls", "sbc_dialogs", "sbc_transactions",
            "sbc_media_sessions", "sbc_media_ports",
            "sbc_bindings", "sbc_flows_set");

    @RegisterExtension
    final PeerStage stage = new PeerStage();

    @Test
    void shouldServe200RegistrationsAnd100CallsWith40HoldsAnd40TransfersAndKeepNothing() {
        List<User> users = User.range(3000, REGISTRATIONS + CALLS + HOLDS + TRANSFERS);
        var pbxSettings = new Kamailio.Settings();
        users.forEach(user -> pbxSettings.subscriber(user.extension(), user.icpPassword()));
        int extensionPort = stage.ports().one();
        Kamailio pbx = Kamailio.start(stage, pbxSettings.route(EXTENSION, "sip:127.0.0.1:" + extensionPort));
        Sipp.server(stage, "answer", extensionPort);
        SbcProcess sbc = SbcProcess.start(stage, SbcSettings.withPbxAt(pbx.port()), users);
        Stunnel tls = Stunnel.start(stage, sbc.port("set.tls"), sbc.authority());
        Metrics before = sbc.metrics();

        Sipp registrations = Sipp.clients(stage, "register", tls.port(), EXTENSION,
                new Sipp.Load(REGISTRATIONS, PER_SECOND, Duration.ofSeconds(2)),
                Sipp.credentials(users.subList(0, REGISTRATIONS)));
        Sipp calls = Sipp.clients(stage, "call", tls.port(), EXTENSION,
                new Sipp.Load(CALLS, PER_SECOND / 2, Duration.ofSeconds(2)), Sipp
                        .credentialsAndKeys(users.subList(REGISTRATIONS, REGISTRATIONS + CALLS)));
        Sipp holds = Sipp.clients(stage, "hold", tls.port(), EXTENSION,
                new Sipp.Load(HOLDS, PER_SECOND / 4, Duration.ofSeconds(1)), Sipp
                        .credentialsAndKeys(
                                users.subList(REGISTRATIONS + CALLS, REGISTRATIONS + CALLS + HOLDS)));
        Sipp transfers = Sipp.clients(stage, "transfer", tls.port(), EXTENSION,
                new Sipp.Load(TRANSFERS, PER_SECOND / 4, Duration.ofSeconds(1)), Sipp
                        .credentialsAndKeys(users.subList(REGISTRATIONS + CALLS + HOLDS, users.size())));
        registrations.awaitAllSucceeded(Duration.ofMinutes(2));
        calls.awaitAllSucceeded(Duration.ofMinutes(2));
        holds.awaitAllSucceeded(Duration.ofMinutes(2));
        transfers.awaitAllSucceeded(Duration.ofMinutes(2));

        Metrics after = sbc.metrics();
        assertEquals(CALLS + HOLDS + TRANSFERS,
                after.sum("sbc_calls_answered_total") - before.sum("sbc_calls_answered_total"));
        assertEquals(0, after.sum("sbc_calls_fault_total"));
        sbc.awaitZero(OCCUPIED);
        sbc.assertNoExceptionLogged();
    }
}
