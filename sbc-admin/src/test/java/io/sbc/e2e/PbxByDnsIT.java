package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.kit.script.Exchange;
import io.sbc.kit.script.Incoming;
import io.sbc.kit.script.ScriptedDialog;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NAPTRRecord;
import org.xbill.DNS.Name;
import org.xbill.DNS.SRVRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** RFC 3263: PBXs that only the DNS knows, and a DNS that does not answer. */
class PbxByDnsIT {
    private static final ScriptedDns DNS = ScriptedDns.start();

    /** More than the SBC keeps an answer for that has none of its own, or a short one. */
    private static final Duration ASKED_AGAIN = Duration.ofSeconds(30);
    private static final long TTL_SECONDS = 1;

    @RegisterExtension
    static final FlowStage stage = FlowStage.with(plan -> plan
            .script("located", "nodes: [{host: located.example, port: 0, transport: auto}]")
            .script("slow", "nodes: [{host: slow.example, port: 0, transport: auto}]")
            .mediaPorts("13000-13999")
            .icp("dns-servers: ['" + DNS.address() + "']"));

    @AfterAll
    static void stopDns() {
        DNS.close();
    }

    private static Name name(String text) {
        try {
            return Name.fromString(text + ".");
        } catch (TextParseException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    /** NAPTR says TCP before UDP, SRV a machine and its port, A its address (RFC 3263 §4). */
    private static void publish(ScriptedPbx pbx, String domain) {
        InetAddress address = pbx.address().getAddress();
        Name node = name("node1." + domain);
        DNS.knows(new NAPTRRecord(name(domain), DClass.IN, TTL_SECONDS, 20, 10, "s", "SIP+D2U", "",
                name("_sip._udp." + domain)),
                new NAPTRRecord(name(domain), DClass.IN, TTL_SECONDS, 10, 10, "s", "SIP+D2T", "",
                        name("_sip._tcp." + domain)));
        DNS.knows(new SRVRecord(name("_sip._tcp." + domain), DClass.IN, TTL_SECONDS, 1, 1, pbx.address().getPort(),
                node));
        DNS.knows(new ARecord(node, DClass.IN, TTL_SECONDS, address));
    }

    /** Registers, however long the SBC believes that there is nothing. */
    private static ScriptedPhone registered(String pbx) throws IOException {
        ScriptedPhone phone = stage.stage().connected(stage.stage().freshNumber(pbx));
        Awaitility.await(pbx + " is located").atMost(ASKED_AGAIN).pollInterval(Duration.ofMillis(500))
                .until(() -> phone.register(request -> request).status() == 200);
        return phone;
    }

    private static void calls(ScriptedPhone phone, ScriptedPbx pbx, String number) {
        Exchange calling = phone.invite(number, Descriptions.phoneOffer());
        Incoming invite = pbx.awaitInvite(number);
        ScriptedDialog callee = invite.answer(Descriptions.pbxAnswer(pbx, invite.request().body()));
        new ScriptedCall(calling.answered(), callee).endByPhone();
    }

    @Test
    @DisplayName("RFC 3263 §4.1, §4.2 NAPTR, SRV, A; and the last known address while the DNS is silent")
    void locatedByNaptrAndSrv() throws IOException {
        ScriptedPbx pbx = stage.stage().script("located");
        publish(pbx, "located.example");

        ScriptedPhone phone = registered("located");
        assertTrue(DNS.asked("located.example", Type.NAPTR) > 0);
        calls(phone, pbx, "2801");
        assertTrue(pbx.trace().messages().stream()
                .anyMatch(message -> !message.sent() && message.text().startsWith("INVITE sip:2801@")
                        && message.text().contains("SIP/2.0/TCP ")),
                "the service that NAPTR prefers");

        DNS.silent("located.example", true);
        int before = DNS.asked("located.example", Type.NAPTR);
        Awaitility.await("the answer is old").atMost(ASKED_AGAIN).pollInterval(Duration.ofMillis(500)).until(() -> {
            calls(phone, pbx, "2802");
            return DNS.asked("located.example", Type.NAPTR) > before;
        });
        calls(phone, pbx, "2803");
        DNS.silent("located.example", false);
    }

    /** A REGISTER that waits for the DNS; empty when the SBC remembers yet that there was no answer. */
    private static Optional<Exchange> asks(ScriptedPhone phone, SipText challenge) {
        int before = DNS.asked("slow.example", Type.NAPTR);
        Exchange registering = phone.send(phone.authorized(challenge, phone.newRegister()));
        Awaitility.await("an answer, or a question").atMost(ASKED_AGAIN).pollInterval(Duration.ofMillis(20))
                .until(() -> DNS.asked("slow.example", Type.NAPTR) > before
                        || registering.responses().stream().anyMatch(response -> response.status() >= 200));
        return Optional.of(registering)
                .filter(exchange -> exchange.responses().stream().noneMatch(response -> response.status() >= 200));
    }

    @Test
    @DisplayName("RFC 3263 a DNS that does not answer holds up those who need it, and nobody else")
    void slowDnsStallsNobodyElse() throws IOException {
        DNS.silent("slow.example", true);
        ScriptedPhone waiting = stage.stage().connected(stage.stage().freshNumber("slow"));
        ScriptedPhone first = stage.phone();
        ScriptedPhone second = stage.phone();
        SipText challenge = waiting.send(waiting.newRegister()).awaitFinal();

        Exchange registering = Awaitility.await("the DNS is asked again").atMost(ASKED_AGAIN)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> asks(waiting, challenge), Optional::isPresent).orElseThrow();
        calls(first, stage.pbx(), "1801");
        calls(second, stage.pbx(), "1802");
        assertEquals(List.of(), registering.responses().stream().filter(response -> response.status() >= 200).toList(),
                "it waits still");
        assertEquals(503, registering.awaitFinal().status());

        publish(stage.stage().script("slow"), "slow.example");
        DNS.silent("slow.example", false);
        registered("slow");
    }
}
