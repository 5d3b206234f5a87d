package io.sbc.core.sdp.negotiate;

import io.sbc.core.Side;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Inbound;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy.Outbound;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Plays a golden file: lines that start with {@code >>>} say who sends which description, those with {@code <<<} what the
 * other side gets to see, {@code ===} is the plan and what is said about both sides. Keys are names: {@code {A}} is a
 * peer's of 30 octets, {@code {A46}} of 46, {@code {our-1}} the first one of ours that shows up.
 */
final class GoldenNegotiation {

    private static final Pattern INLINE = Pattern.compile("inline:([A-Za-z0-9+/=]+)");
    private static final Pattern ORIGIN = Pattern.compile("(?m)^o=- (\\d+) ");

    private final Map<String, String> keyNames = new LinkedHashMap<>();
    private final Map<String, String> sessionNames = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(7);
    private MediaNegotiation negotiation;

    private GoldenNegotiation(RtpSecurityPolicy set, RtpSecurityPolicy icp) {
        negotiation = MediaNegotiation.start(set, icp, "sbc");
    }

    /** The file as it would be if everything we produce were as expected. */
    static String replay(String file) {
        List<String> lines = file.lines().toList();
        GoldenNegotiation play = new GoldenNegotiation(policy(lines, "set:"), policy(lines, "icp:"));
        StringBuilder out = new StringBuilder();
        int i = 0;
        while (i < lines.size() && !lines.get(i).startsWith(">>>")) {
            out.append(lines.get(i++)).append('\n');
        }
        while (i < lines.size()) {
            String step = lines.get(i++);
            List<String> text = new ArrayList<>();
            while (i < lines.size() && !isStep(lines.get(i))) {
                text.add(lines.get(i++));
            }
            if (step.startsWith(">>>")) {
                out.append(step).append('\n');
                text.forEach(line -> out.append(line).append('\n'));
                out.append(play.play(step, String.join("\n", text).strip() + '\n')).append('\n');
            }
        }
        return out.toString().strip() + '\n';
    }

    private static boolean isStep(String line) {
        return line.startsWith(">>>") || line.startsWith("<<<") || line.startsWith("===");
    }

    /** {@code set: SRTP_OR_RTP SRTP_ONLY 32 80 mux}: inbound, outbound, suites, the preferred one first, rtcp-mux offered. */
    private static RtpSecurityPolicy policy(List<String> lines, String side) {
        String[] words = lines.stream().filter(line -> line.startsWith(side)).findFirst().orElseThrow().split(" +", -1);
        boolean mux = words[words.length - 1].equals("mux");
        List<SrtpSuite> suites = List.of(words).subList(3, words.length - (mux ? 1 : 0)).stream()
                .map(GoldenNegotiation::suite).toList();
        return new RtpSecurityPolicy(Inbound.valueOf(words[1]), Outbound.valueOf(words[2]), suites.getFirst(), suites)
                .offeringRtcpMux(mux);
    }

    private static SrtpSuite suite(String shortName) {
        return Stream.of(SrtpSuite.values()).filter(suite -> PolicyTable.shortName(suite).equals(shortName)).findFirst()
                .orElseThrow();
    }

    /**
     * {@code >>> offer from set}, {@code >>> answer from icp}, {@code >>> abandon offer from set}, and offers of ours alone:
     * {@code >>> refresh to set}, {@code >>> rekey to set}.
     */
    private String play(String step, String text) {
        String[] words = step.split(" +", -1);
        Side from = words[3].equals("set") ? Side.SET : Side.ICP;
        String to = from == Side.SET ? "icp" : "set";
        if (words[2].equals("to")) {
            return playOwn(words[1], from);
        }
        if (words[1].equals("abandon")) {
            negotiation = negotiation.abandonOffer();
            return summary();
        }
        SdpSession session = parse(expandKeys(text));
        MediaNegotiation.Result result = words[1].equals("offer")
                ? negotiation.receiveOffer(from, session, ports(session.media().size()), random)
                : negotiation.receiveAnswer(from, session);
        return switch (result) {
            case MediaNegotiation.Result.Refused refused ->
                "<<< refused " + refused.warnCode() + " " + refused.reason() + '\n';
            case MediaNegotiation.Result.Relay relay -> {
                negotiation = relay.next();
                yield "<<< " + words[1] + " to " + to + '\n' + collapse(relay.description()) + '\n' + summary();
            }
        };
    }

    private String playOwn(String kind, Side to) {
        Optional<MediaNegotiation.Result.Relay> offer = kind.equals("rekey")
                ? negotiation.rekey(to, random)
                : negotiation.refresh(to);
        if (offer.isEmpty()) {
            return "<<< nothing\n";
        }
        negotiation = offer.get().next();
        return "<<< offer\n" + collapse(offer.get().description()) + '\n' + summary();
    }

    private static SdpSession parse(String text) {
        return ((SdpParseResult.Parsed) SdpSession.parse(text.getBytes(StandardCharsets.UTF_8))).session();
    }

    static List<StreamPorts> ports(int count) {
        List<StreamPorts> ports = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ports.add(new StreamPorts(new InetSocketAddress("203.0.113.5", 20000 + 2 * i),
                    new InetSocketAddress("10.1.1.5", 30000 + 2 * i)));
        }
        return ports;
    }

    private String expandKeys(String text) {
        return Pattern.compile("\\{([A-Z])([0-9]*)}").matcher(text).replaceAll(match -> {
            int octets = match.group(2).isEmpty() ? 30 : Integer.parseInt(match.group(2));
            byte[] key = match.group(1).repeat(octets).getBytes(StandardCharsets.US_ASCII);
            String inline = Base64.getEncoder().encodeToString(key);
            keyNames.put(inline, match.group());
            return Matcher.quoteReplacement(inline);
        });
    }

    private String collapse(SdpSession session) {
        String text = new String(session.toBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        text = INLINE.matcher(text).replaceAll(match -> "inline:" + Matcher.quoteReplacement(name(match.group(1))));
        return ORIGIN.matcher(text).replaceAll(match -> "o=- " + sessionNames.computeIfAbsent(match.group(1),
                id -> "session-" + (sessionNames.size() + 1)) + ' ').strip() + '\n';
    }

    private String name(String inline) {
        long ours = keyNames.values().stream().filter(name -> name.startsWith("{our")).count();
        return keyNames.computeIfAbsent(inline, key -> "{our-" + (ours + 1) + '}');
    }

    private String summary() {
        StringBuilder out = new StringBuilder("===\n");
        MediaPlan plan = negotiation.plan();
        for (int i = 0; i < plan.streams().size(); i++) {
            StreamPlan stream = plan.streams().get(i);
            out.append(i + 1).append(" set ").append(text(stream.set())).append('\n');
            out.append(i + 1).append(" icp ").append(text(stream.icp())).append('\n');
        }
        out.append("set: ").append(negotiation.describe(Side.SET)).append('\n');
        return out.append("icp: ").append(negotiation.describe(Side.ICP)).append('\n').toString();
    }

    private String text(Optional<EndpointPlan> endpoint) {
        return endpoint.map(plan -> plan.remoteRtp().map(GoldenNegotiation::text).orElse("nowhere")
                + plan.remoteRtcp().map(rtcp -> ", RTCP " + text(rtcp)).orElse("") + (plan.rtcpMux() ? ", mux" : "")
                + ", from it " + text(plan.receive()) + ", to it " + text(plan.send())
                + (plan.sends() ? ", sends" : "") + (plan.receives() ? ", receives" : "")).orElse("unknown");
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ' ' + address.getPort();
    }

    private String text(Protection protection) {
        return switch (protection) {
            case Protection.Clear ignored -> "RTP";
            case Protection.Srtp srtp -> text(srtp.key());
        };
    }

    private String text(SrtpKey key) {
        return PolicyTable.shortName(key.suite()) + name(Base64.getEncoder().encodeToString(key.keyAndSalt()))
                + key.identifier().map(identifier -> "[" + identifier + ']').orElse("");
    }

    /** For reading a failure. */
    static String numbered(String text) {
        List<String> lines = text.lines().toList();
        return lines.stream().map(line -> "  " + line).collect(Collectors.joining("\n"));
    }
}
