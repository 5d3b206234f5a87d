package io.sbc.core.sdp.negotiate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.Side;
import io.sbc.core.sdp.RandomSdp;
import io.sbc.core.sdp.SdpLine;
import io.sbc.core.sdp.SdpMedia;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Inbound;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Outbound;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPlan;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What holds for every call, whatever the peers send: thousands of seeded calls of several exchanges each. */
class NegotiationPropertiesTest {

    private static final String SET_ADDRESS = "198.51.100.77";
    private static final String ICP_ADDRESS = "192.0.2.88";

    /** A call at random: each peer sends what it likes, answers cut to the shape of their offers. */
    private static final class RandomCall {

        private final SplittableRandom random;
        private final RandomSdp sdp;
        private final Both<List<SdpSession>> sent = new Both<>(new ArrayList<>(), new ArrayList<>());
        private final Both<List<SdpSession>> seen = new Both<>(new ArrayList<>(), new ArrayList<>());
        private final Both<RtpSecurityPolicy> policies;
        private MediaNegotiation state;
        private int streams = 1;
        private int secured;

        RandomCall(long seed) {
            random = new SplittableRandom(seed);
            sdp = new RandomSdp(random);
            policies = new Both<>(policy(), policy());
            state = MediaNegotiation.start(policies.set(), policies.icp(), "sbc");
        }

        private RtpSecurityPolicy policy() {
            List<SrtpSuite> enabled = random.nextBoolean()
                    ? List.of(SrtpSuite.values())
                    : List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
            return new RtpSecurityPolicy(sdp.oneOf(List.of(Inbound.values())), sdp.oneOf(List.of(Outbound.values())),
                    sdp.oneOf(enabled), enabled);
        }

        /** Plays one exchange; checks what each step produced. Tells who offered. */
        Side exchange() {
            Side from = sdp.oneOf(List.of(Side.values()));
            streams = Math.min(6, streams + random.nextInt(2));
            SdpSession offer = sdp.session(streams, address(from));
            MediaNegotiation.Result result = state.receiveOffer(from, offer, GoldenNegotiation.ports(streams), random);
            sent.on(from).add(offer);
            if (!(result instanceof MediaNegotiation.Result.Relay relay)) {
                return from;
            }
            assertSameShape(offer, relay.description());
            seen.on(from.opposite()).add(relay.description());
            state = relay.next();
            SdpSession answer = answer(relay.description(), from.opposite());
            sent.on(from.opposite()).add(answer);
            if (state.receiveAnswer(from.opposite(), answer) instanceof MediaNegotiation.Result.Relay back) {
                assertSameShape(offer, back.description());
                assertNotWider(offer, back.description());
                seen.on(from).add(back.description());
                state = back.next();
                assertPlan();
                assertNoDowngrade(from, offer, answer);
            } else {
                state = state.abandonOffer();
            }
            return from;
        }

        private String address(Side side) {
            return side == Side.SET ? SET_ADDRESS : ICP_ADDRESS;
        }

        /** A random description in the shape of {@code offer}: its types and mostly its profiles, often a crypto line. */
        private SdpSession answer(SdpSession offer, Side from) {
            SdpSession wild = sdp.session(offer.media().size(), address(from));
            List<SdpMedia> media = new ArrayList<>();
            for (int i = 0; i < offer.media().size(); i++) {
                SdpMedia asked = offer.media().get(i);
                SdpMedia any = wild.media().get(i);
                List<SdpLine> lines = new ArrayList<>(any.lines().subList(1, any.lines().size()));
                if (random.nextInt(8) != 0) {
                    lines.removeIf(line -> line.attributeName().equals("crypto"));
                    List<String> crypto = asked.attributes("crypto");
                    if (!crypto.isEmpty() && random.nextInt(4) != 0) {
                        String[] words = sdp.oneOf(crypto).split(" ", -1);
                        byte[] key = new byte[30];
                        random.nextBytes(key);
                        lines.add(SdpLine.attribute("crypto", words[0] + ' ' + words[1] + " inline:"
                                + Base64.getEncoder().encodeToString(key)));
                    }
                }
                media.add(
                        SdpMedia.of(asked.type(), any.port(), random.nextInt(8) == 0 ? any.profile() : asked.profile(),
                                any.formats(), lines));
            }
            return SdpSession.of(wild.sessionLines(), media);
        }

        /** Keys: what protects a side's media is what that side saw and sent; no key of ours is on two streams. */
        private void assertPlan() {
            Set<SrtpKey> ours = new HashSet<>();
            for (StreamPlan stream : state.plan().streams()) {
                for (Side side : Side.values()) {
                    EndpointPlan endpoint = stream.on(side.media()).orElseThrow();
                    assertEquals(endpoint.receive() instanceof Protection.Srtp,
                            endpoint.send() instanceof Protection.Srtp);
                    if (endpoint.send() instanceof Protection.Srtp send
                            && endpoint.receive() instanceof Protection.Srtp receive) {
                        assertTrue(ours.add(send.key()), "one key on two streams");
                        assertEquals(send.key().suite(), receive.key().suite());
                        assertTrue(has(seen.on(side).getLast(), send.key()), "our key stands in our description");
                        assertTrue(has(sent.on(side).getLast(), receive.key()), "the peer's in its own");
                    }
                }
            }
        }

        /** What is carried, of each active stream, is what the policy of its side and the profile of an offer demand. */
        private void assertNoDowngrade(Side from, SdpSession offer, SdpSession answer) {
            for (int i = 0; i < state.plan().streams().size(); i++) {
                for (Side side : Side.values()) {
                    EndpointPlan endpoint = state.plan().streams().get(i).on(side.media()).orElseThrow();
                    boolean active = endpoint.sends() || endpoint.receives() || endpoint.remoteRtp().isPresent();
                    RtpSecurityPolicy policy = policies.on(side);
                    boolean srtpOnly = side == from
                            ? policy.inbound() == Inbound.SRTP_ONLY
                                    || offer.media().get(i).profile().startsWith("RTP/SAVP")
                            : policy.outbound() == Outbound.SRTP_ONLY
                                    || !answer.media().get(i).attributes("crypto").isEmpty();
                    boolean rtpOnly = side == from
                            ? policy.inbound() == Inbound.RTP_ONLY
                            : policy.outbound() == Outbound.RTP_ONLY;
                    boolean srtp = endpoint.send() instanceof Protection.Srtp;
                    assertTrue(!active || !srtpOnly || srtp, side + " stream " + i + " is in clear");
                    assertTrue(!active || !rtpOnly || !srtp, side + " stream " + i + " is SRTP");
                    secured += active && srtpOnly ? 1 : 0;
                }
            }
        }

        private static boolean has(SdpSession session, SrtpKey key) {
            return new String(session.toBytes(), StandardCharsets.ISO_8859_1)
                    .contains(Base64.getEncoder().encodeToString(key.keyAndSalt()));
        }
    }

    private static void assertSameShape(SdpSession one, SdpSession other) {
        assertEquals(one.media().stream().map(SdpMedia::type).toList(),
                other.media().stream().map(SdpMedia::type).toList());
    }

    /** An answer has the profile of its offer, no stream, format, tag, suite or rtcp-mux that its offer did not have. */
    private static void assertNotWider(SdpSession offer, SdpSession answer) {
        for (int i = 0; i < offer.media().size(); i++) {
            SdpMedia asked = offer.media().get(i);
            SdpMedia given = answer.media().get(i);
            assertEquals(asked.profile(), given.profile());
            assertTrue(given.port() == 0 || asked.port() != 0);
            assertTrue(given.port() == 0 || given.formats().stream().allMatch(format -> asked.formats().contains(format)
                    || List.of("96", "101").contains(format)), "formats");
            assertTrue(!given.has("rtcp-mux") || asked.has("rtcp-mux"));
            assertTrue(given.attributes("crypto").size() <= 1);
            for (String line : given.attributes("crypto")) {
                String tagAndSuite = line.substring(0, line.indexOf("inline:"));
                assertTrue(asked.attributes("crypto").stream().anyMatch(each -> each.startsWith(tagAndSuite)));
            }
            if (given.port() != 0) {
                assertEquals(offer.direction(asked).reversed().and(answer.direction(given)), answer.direction(given));
            }
        }
    }

    @Test
    void shouldNeverWidenAnOfferNorShareKeys() {
        for (long seed = 1; seed <= 600; seed++) {
            play(seed);
        }
    }

    @Test
    void shouldNeverDowngradeWhateverThePeersSay() {
        int secured = 0;
        for (long seed = 10_001; seed <= 10_600; seed++) {
            secured += play(seed).secured;
        }
        assertTrue(secured > 200, secured + " streams had to be SRTP");
    }

    @Test
    void shouldShowNothingOfOneSideToTheOther() {
        for (long seed = 1; seed <= 300; seed++) {
            RandomCall call = play(seed);
            for (Side side : Side.values()) {
                Set<String> secrets = secrets(call.sent.on(side.opposite()));
                for (SdpSession seen : call.seen.on(side)) {
                    String text = new String(seen.toBytes(), StandardCharsets.ISO_8859_1);
                    for (String secret : secrets) {
                        assertFalse(text.contains(secret), "seed " + seed + ": " + secret + " in\n" + text);
                    }
                    assertFalse(text.contains(side == Side.SET ? "10.1.1.5" : "203.0.113.5"), "our own other address");
                }
            }
        }
    }

    /** Addresses, session ids, names and keys in what a peer sent. */
    private static Set<String> secrets(List<SdpSession> sent) {
        Set<String> secrets = new HashSet<>(Set.of("secret.example", SET_ADDRESS, ICP_ADDRESS));
        for (SdpSession session : sent) {
            secrets.add(session.sessionLines().get(1).value().split(" ", -1)[1]);
            for (SdpMedia media : session.media()) {
                media.attributes("crypto").forEach(line -> secrets.add(line.substring(line.indexOf("inline:"))));
            }
        }
        return secrets;
    }

    @Test
    void shouldRaiseTheVersionWithEveryChangeAndOnlyThen() {
        for (long seed = 1; seed <= 300; seed++) {
            RandomCall call = play(seed);
            for (Side side : Side.values()) {
                Map<String, SdpSession> byVersion = new HashMap<>();
                long last = 0;
                for (SdpSession session : call.seen.on(side)) {
                    String[] origin = session.sessionLines().get(1).value().split(" ", -1);
                    SdpSession before = byVersion.putIfAbsent(origin[2], session);
                    assertTrue(before == null || before.equals(session),
                            "seed " + seed + ": one version, two contents");
                    long version = Long.parseLong(origin[2]);
                    assertTrue(version == last || version == last + 1, "seed " + seed);
                    last = version;
                }
            }
        }
    }

    /** What was agreed with one side for one stream. */
    private record Agreed(SrtpKey ours, SrtpKey theirs, Optional<InetSocketAddress> address) {}

    @Test
    void shouldChangeOurKeyExactlyWhenASuiteOrAnOfferingPeerDoes() {
        int kept = 0;
        int changed = 0;
        for (long seed = 1; seed <= 800; seed++) {
            RandomCall call = new RandomCall(seed);
            Map<String, Agreed> before = Map.of();
            for (int i = 0; i < 6; i++) {
                Side offerer = call.exchange();
                Map<String, Agreed> now = agreed(call.state);
                for (Map.Entry<String, Agreed> entry : now.entrySet()) {
                    Agreed old = before.get(entry.getKey());
                    if (old == null || old.equals(entry.getValue())) {
                        continue;
                    }
                    boolean sameSuite = old.ours.suite() == entry.getValue().ours.suite();
                    boolean offered = entry.getKey().startsWith(offerer.toString());
                    boolean samePeer = old.theirs.equals(entry.getValue().theirs)
                            && old.address.equals(entry.getValue().address);
                    boolean same = old.ours.equals(entry.getValue().ours);
                    if (!sameSuite || (offered && !old.theirs.equals(entry.getValue().theirs))) {
                        assertFalse(same, "seed " + seed + " " + entry.getKey());
                        changed++;
                    } else if (!offered || samePeer) {
                        assertTrue(same, "seed " + seed + " " + entry.getKey());
                        kept++;
                    }
                }
                before = now;
            }
        }
        assertTrue(kept > 50 && changed > 50, kept + " kept, " + changed + " changed");
    }

    private static Map<String, Agreed> agreed(MediaNegotiation state) {
        Map<String, Agreed> all = new HashMap<>();
        List<StreamPlan> streams = state.plan().streams();
        for (int i = 0; i < streams.size(); i++) {
            for (Side side : Side.values()) {
                int index = i;
                streams.get(i).on(side.media()).ifPresent(endpoint -> {
                    if (endpoint.send() instanceof Protection.Srtp send
                            && endpoint.receive() instanceof Protection.Srtp receive) {
                        all.put(side + " " + index, new Agreed(send.key(), receive.key(), endpoint.remoteRtp()));
                    }
                });
            }
        }
        return all;
    }

    @Test
    void shouldNeverThrowWhateverThePeersSend() {
        for (long seed = 1; seed <= 300; seed++) {
            RandomCall call = new RandomCall(seed);
            for (int i = 0; i < 4; i++) {
                Side from = call.sdp.oneOf(List.of(Side.values()));
                byte[] wire = call.sdp.session().toBytes();
                wire[call.random.nextInt(wire.length)] = (byte) call.random.nextInt();
                if (SdpSession.parse(wire) instanceof SdpParseResult.Parsed parsed) {
                    MediaNegotiation.Result result = call.random.nextBoolean()
                            ? call.state.receiveOffer(from, parsed.session(), GoldenNegotiation.ports(16), call.random)
                            : call.state.receiveAnswer(from, parsed.session());
                    if (result instanceof MediaNegotiation.Result.Relay relay) {
                        call.state = relay.next();
                        assertInstanceOf(SdpParseResult.Parsed.class,
                                SdpSession.parse(relay.description().toBytes()));
                    }
                    assertFalse(call.state.describe(from).contains("inline"));
                }
            }
        }
    }

    private static RandomCall play(long seed) {
        RandomCall call = new RandomCall(seed);
        try {
            for (int i = 0; i < 4; i++) {
                call.exchange();
            }
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("seed " + seed, e);
        }
        return call;
    }
}
