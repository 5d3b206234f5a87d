package io.sbc.core.sdp.negotiate;

import io.sbc.core.Side;
import io.sbc.core.sdp.CryptoAttribute;
import io.sbc.core.sdp.SdpMedia;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Inbound;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Outbound;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpSuite;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The table of RTP security in short words: settings of a side, an offer, an answer, what is carried. A description is
 * written as {@code RTP/SAVP 1:80 2:32}: profile, tags and suites of the crypto lines; {@code +} parts m-lines, {@code off}
 * is an m-line with port 0.
 */
final class PolicyTable {

    /** What the peer says, independent of the settings; the words of {@link #expand} for its suites. */
    enum Peer {
        OFFERS_RTP(true, "RTP/AVP"),
        OFFERS_RTP_WITH_CRYPTO(true, "RTP/AVP 1:other 2:preferred"),
        OFFERS_RTP_WITH_FOREIGN_CRYPTO(
                true,
                "RTP/AVP 1:f8"),
        OFFERS_SRTP(true, "RTP/SAVP 1:other 2:preferred"),
        OFFERS_SRTP_NOT_PREFERRED(
                true,
                "RTP/SAVP 7:other"),
        OFFERS_SRTP_FOREIGN(true, "RTP/SAVP 1:f8"),
        OFFERS_SRTP_WITHOUT_CRYPTO(
                true,
                "RTP/SAVP"),
        OFFERS_SRTP_AND_RTP(true, "RTP/SAVP 1:preferred + RTP/AVP"),
        OFFERS_RTP_AND_FOREIGN_SRTP(
                true,
                "RTP/AVP + RTP/SAVP 1:f8"),
        ANSWERS_WITHOUT_CRYPTO(false, "same"),
        ANSWERS_FIRST_LINE(
                false,
                "same 1:preferred"),
        ANSWERS_SECOND_LINE(false, "same 2:other"),
        ANSWERS_OTHER_TAG(
                false,
                "same 9:preferred"),
        ANSWERS_OTHER_SUITE(
                false,
                "same 1:other"),
        ANSWERS_TWO_LINES(false, "same 1:preferred 2:other");

        final boolean offers;
        final String words;

        Peer(boolean offers, String words) {
            this.offers = offers;
            this.words = words;
        }
    }

    /** One choice of the settings of a side. */
    record Settings(Inbound inbound, Outbound outbound, SrtpSuite preferred) {

        RtpSecurityPolicy policy() {
            return new RtpSecurityPolicy(inbound, outbound, preferred, List.of(SrtpSuite.values()));
        }

        SrtpSuite other() {
            return Sdes.order(policy()).get(1);
        }

        @Override
        public String toString() {
            return "inbound " + word(inbound) + ", outbound " + word(outbound) + ", preferred " + preferred.sdesName();
        }
    }

    /** One line below its settings. */
    record Row(Settings settings, Peer peer, String offer, String answer, String carried) {

        String line() {
            String who = peer.offers ? "peer offers " : "we offer    ";
            return (who + pad(offer, 58) + " | " + (peer.offers ? "we answer   " : "peer answers") + ' '
                    + pad(answer, 20) + " | " + carried).stripTrailing();
        }
    }

    private PolicyTable() {}

    static Stream<Settings> settings() {
        return Stream.of(Inbound.values()).flatMap(inbound -> Stream.of(Outbound.values()).flatMap(
                outbound -> Stream.of(SrtpSuite.values()).map(suite -> new Settings(inbound, outbound, suite))));
    }

    /** Every row there must be, played on {@code side}. */
    static List<Row> play(Side side) {
        return settings().flatMap(settings -> Stream.of(Peer.values()).map(peer -> play(settings, peer, side)))
                .toList();
    }

    static String write(List<Row> rows) {
        StringBuilder out = new StringBuilder();
        Settings last = null;
        for (Row row : rows) {
            if (!row.settings.equals(last)) {
                out.append(out.isEmpty() ? "" : "\n").append('[').append(row.settings).append("]\n");
                last = row.settings;
            }
            out.append(row.line()).append('\n');
        }
        return out.toString();
    }

    private static Row play(Settings settings, Peer peer, Side side) {
        return peer.offers ? offered(settings, peer, side) : answered(settings, peer, side);
    }

    /** The peer on {@code side} calls; the other side is plain RTP. */
    private static Row offered(Settings settings, Peer peer, Side side) {
        String offer = expand(peer.words, settings, "");
        MediaNegotiation.Result result = start(side, settings.policy()).receiveOffer(side, describe(offer, 'p'),
                GoldenNegotiation.ports(2), new SplittableRandom(1));
        if (result instanceof MediaNegotiation.Result.Refused refused) {
            return new Row(settings, peer, offer, "488", text(refused));
        }
        MediaNegotiation.Result.Relay relay = (MediaNegotiation.Result.Relay) result;
        MediaNegotiation.Result.Relay answer = (MediaNegotiation.Result.Relay) relay.next().receiveAnswer(
                side.opposite(), describe(shape(relay.description()), 'q'));
        requireOwnKey(answer.description(), 'p');
        return new Row(settings, peer, offer, shape(answer.description()), carried(answer.next(), side));
    }

    /** The other side calls with plain RTP, and the peer on {@code side} answers. */
    private static Row answered(Settings settings, Peer peer, Side side) {
        MediaNegotiation.Result.Relay relay = (MediaNegotiation.Result.Relay) start(side, settings.policy())
                .receiveOffer(side.opposite(), describe("RTP/AVP", 'q'), GoldenNegotiation.ports(1),
                        new SplittableRandom(1));
        String offer = shape(relay.description());
        String answer = expand(peer.words, settings, offer.split(" ", -1)[0]);
        return switch (relay.next().receiveAnswer(side, describe(answer, 'p'))) {
            case MediaNegotiation.Result.Refused refused -> new Row(settings, peer, offer, answer,
                    "488 to the caller: " + text(refused));
            case MediaNegotiation.Result.Relay done ->
                new Row(settings, peer, offer, answer, carried(done.next(), side));
        };
    }

    private static MediaNegotiation start(Side side, RtpSecurityPolicy policy) {
        RtpSecurityPolicy plain = new RtpSecurityPolicy(Inbound.RTP_ONLY, Outbound.RTP_ONLY,
                SrtpSuite.AES_CM_128_HMAC_SHA1_80, List.of(SrtpSuite.AES_CM_128_HMAC_SHA1_80));
        return side == Side.SET
                ? MediaNegotiation.start(policy, plain, "sbc")
                : MediaNegotiation.start(plain, policy, "sbc");
    }

    private static String text(MediaNegotiation.Result.Refused refused) {
        return "Warning " + refused.warnCode() + ' ' + refused.reason();
    }

    private static String carried(MediaNegotiation negotiation, Side side) {
        return negotiation.plan().streams().stream().map(stream -> {
            EndpointPlan endpoint = stream.on(side.media()).orElseThrow();
            String in = carried(endpoint.receive());
            String out = carried(endpoint.send());
            if (!in.equals(out)) {
                throw new AssertionError(in + " in, " + out + " out");
            }
            return endpoint.remoteRtp().isPresent() ? in : "off";
        }).collect(Collectors.joining(" + "));
    }

    private static String carried(Protection protection) {
        return switch (protection) {
            case Protection.Clear _ -> "RTP";
            case Protection.Srtp srtp -> "SRTP " + shortName(srtp.key().suite());
        };
    }

    /** The words {@code preferred}, {@code other} and {@code same} replaced. */
    private static String expand(String words, Settings settings, String same) {
        return words.replace("same", same).replace("preferred", shortName(settings.preferred))
                .replace("other", shortName(settings.other()));
    }

    /** A description in short words. */
    static String shape(SdpSession session) {
        return session.media().stream().map(PolicyTable::shape).collect(Collectors.joining(" + "));
    }

    private static String shape(SdpMedia media) {
        if (media.port() == 0) {
            return "off";
        }
        return Stream.concat(Stream.of(media.profile()), media.attributes("crypto").stream().map(line -> {
            String[] parts = line.split(" ", -1);
            SrtpSuite suite = SrtpSuite.valueOf(parts[1]);
            return parts[0] + ':' + shortName(suite);
        })).collect(Collectors.joining(" "));
    }

    /** The description that short words stand for, with keys of one octet repeated. */
    static SdpSession describe(String words, char key) {
        StringBuilder out = new StringBuilder(
                "v=0\r\no=- 1 1 IN IP4 192.0.2.1\r\ns=-\r\nc=IN IP4 192.0.2.1\r\nt=0 0\r\n");
        int port = 4000;
        for (String stream : words.split(" \\+ ", -1)) {
            List<String> parts = List.of(stream.split(" ", -1));
            boolean off = parts.getFirst().equals("off");
            out.append("m=audio ").append(off ? 0 : port).append(' ').append(off ? "RTP/AVP" : parts.getFirst())
                    .append(" 0\r\n");
            port += 2;
            for (String line : parts.subList(1, parts.size())) {
                int colon = line.indexOf(':');
                String name = line.substring(colon + 1);
                out.append("a=crypto:").append(line, 0, colon).append(' ');
                out.append(write(name, (char) (key + line.charAt(0) - '1'))).append("\r\n");
            }
        }
        return ((SdpParseResult.Parsed) SdpSession.parse(out.toString().getBytes(StandardCharsets.UTF_8))).session();
    }

    private static String write(String name, char key) {
        SrtpSuite suite = Stream.of(SrtpSuite.values()).filter(each -> shortName(each).equals(name)).findFirst()
                .orElse(SrtpSuite.AES_CM_128_HMAC_SHA1_80);
        byte[] octets = new byte[suite.masterKeyLength() + suite.masterSaltLength()];
        Arrays.fill(octets, (byte) key);
        return (name.equals("f8") ? "F8_128_HMAC_SHA1_80" : suite.sdesName()) + " inline:"
                + Base64.getEncoder().encodeToString(octets);
    }

    /** RFC 4568 §7.1.2: an answer has a key of its own. */
    private static void requireOwnKey(SdpSession answer, char theirs) {
        for (SdpMedia media : answer.media()) {
            for (String line : media.attributes("crypto")) {
                byte[] key = CryptoAttribute.parse(line).orElseThrow().keys().getFirst().keyAndSalt();
                if (key[0] == key[1] && key[1] == key[2] && Math.abs(key[0] - theirs) < 9) {
                    throw new AssertionError("the peer's own key came back");
                }
            }
        }
    }

    static String shortName(SrtpSuite suite) {
        return switch (suite) {
            case AES_CM_128_HMAC_SHA1_80 -> "80";
            case AES_CM_128_HMAC_SHA1_32 -> "32";
            case AES_256_CM_HMAC_SHA1_80 -> "256-80";
            case AES_256_CM_HMAC_SHA1_32 -> "256-32";
            case AEAD_AES_128_GCM -> "gcm-128";
            case AEAD_AES_256_GCM -> "gcm-256";
        };
    }

    static String word(Enum<?> setting) {
        return setting.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static String pad(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    /** Lines of a table's file that are neither empty nor comments. */
    static List<String> rows(String file) {
        List<String> rows = new ArrayList<>();
        file.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).forEach(rows::add);
        return rows;
    }
}
