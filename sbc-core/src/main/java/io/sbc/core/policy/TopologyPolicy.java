package io.sbc.core.policy;

import io.sbc.core.sip.message.HeaderField;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MessageBuilder;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The header fields that pass from one side to the other; everything else stays where it came from. Fields that direct a
 * message (Via, Route, Record-Route, Contact, Call-ID, CSeq, From, To), that describe the sender (User-Agent, Server,
 * Organization, P-*, Call-Info, Error-Info), that hold identifiers of its dialogs (In-Reply-To, Replaces) and that
 * negotiate extensions hop by hop (Supported, Require, Session-Expires) never pass: call control writes its own.
 *
 * <table>
 * <caption>What was decided of those that people ask about</caption>
 * <tr><th>field</th><th>PBX to phone</th><th>phone to PBX</th></tr>
 * <tr><td>P-Asserted-Identity</td><td>the PBX's word, under our domain, unless Privacy says id, user or
 * header ({@link IdentityRules})</td><td>ours: who was authenticated; a phone's own never</td></tr>
 * <tr><td>P-Preferred-Identity</td><td>never</td><td>never: the authenticated identity stands for it</td></tr>
 * <tr><td>Privacy</td><td>passes</td><td>passes: the PBX is the privacy service of its subscribers</td></tr>
 * <tr><td>From</td><td>anonymous where Privacy says user or header</td><td>who was authenticated</td></tr>
 * <tr><td>Diversion, History-Info</td><td>hidden; shown under our domain if policies.diversion says so</td>
 * <td>never: a phone's word</td></tr>
 * <tr><td>Reason</td><td colspan="2">passes, without a text that names a host</td></tr>
 * <tr><td>Alert-Info</td><td colspan="2">its URN or info= passes, a URL does not</td></tr>
 * <tr><td>Call-Info, Error-Info</td><td colspan="2">never: they are URLs of the inner network</td></tr>
 * <tr><td>Geolocation, Geolocation-Routing</td><td colspan="2">cid: passes with the body that it points into (RFC 6442), other URLs do
 * not</td></tr>
 * <tr><td>X-*, everything else</td><td colspan="2">never, unless a profile's {@code pass} names it</td></tr>
 * </table>
 *
 * <p>Stateless; any thread.
 */
public final class TopologyPolicy {

    private static final int MAXIMUM_TARGETS = 8;

    /** End to end by their nature, without room for an address. */
    private static final Map<HeaderName, Function<String, Optional<String>>> BOTH_WAYS = Map.ofEntries(
            whole("Subject"), whole("Priority"), whole("Date"), filtered("Reason", TopologyPolicy::reason),
            whole("Accept-Language"), whole("Content-Disposition"), whole("Content-Language"),
            whole("Content-Encoding"), whole("MIME-Version"),
            whole("Privacy"), whole("Info-Package"), whole("Content-ID"), whole("Geolocation-Routing"),
            filtered("Geolocation", TopologyPolicy::location), filtered("Alert-Info", TopologyPolicy::alertTone));

    private static final Map<HeaderName, Function<String, Optional<String>>> RESPONSES_ONLY = Map.ofEntries(
            filtered("Retry-After", TopologyPolicy::seconds), whole("Accept"), whole("Accept-Encoding"));

    private static final Pattern ALERT_URN = Pattern.compile("<(urn:alert:[A-Za-z0-9:.@-]+)>.*");
    private static final Pattern ALERT_INFO = Pattern.compile(".*;\\s*info\\s*=\\s*\"?([A-Za-z0-9-]+)\"?.*");
    private static final Pattern LOCATION_IN_BODY = Pattern.compile("\\s*<cid:[^>]{1,256}>[^<>]*");
    private static final Pattern SECONDS = Pattern.compile("\\s*(\\d{1,9}).*");
    private static final Pattern REASON_TEXT = Pattern.compile(
            "\\s*;\\s*text\\s*=\\s*(\"(?:[^\"\\\\]|\\\\.)*\"|[^;,]*)",
            Pattern.CASE_INSENSITIVE);

    /** What looks like an address: {@code 10.0}, {@code node.example}, {@code fe80::}, {@code user@}. */
    private static final Pattern HOST = Pattern.compile("\\d\\.\\d|[A-Za-z0-9-]\\.[A-Za-z]{2,}|::|\\S@");
    private static final Pattern WARN_CODE = Pattern.compile("\\s*(3\\d\\d)\\s.*");

    /** The warn-codes of RFC 3261 §20.43; their texts stand in for what the peer wrote, which may name hosts. */
    private static final Map<String, String> WARNINGS = Map.of("300", "Incompatible network protocol", "301",
            "Incompatible network address formats", "302", "Incompatible transport protocol", "303",
            "Incompatible bandwidth units", "304", "Media type not available", "305", "Incompatible media format",
            "306", "Attribute not understood", "307", "Session description parameter not understood", "330",
            "Multicast not available", "370", "Insufficient bandwidth");

    private final String agent;
    private final Set<HeaderName> more;

    /** @param agent what we call ourselves in Warning, User-Agent and Server: one token, no host */
    public TopologyPolicy(String agent) {
        this(agent, Set.of());
    }

    /** @param more fields that pass both ways besides: somebody else sees to what is in them */
    public TopologyPolicy(String agent, Set<HeaderName> more) {
        this.agent = agent;
        this.more = Set.copyOf(more);
    }

    /** What we call ourselves. */
    public String agent() {
        return agent;
    }

    /** Lays the fields of {@code from} that may pass over {@code to}. */
    public void pass(SipRequest from, MessageBuilder<?> to) {
        for (HeaderField field : from.allHeaders()) {
            passOne(field, BOTH_WAYS.get(field.name()), to);
            passMore(field, to);
        }
    }

    private void passMore(HeaderField field, MessageBuilder<?> to) {
        if (more.contains(field.name()) && !BOTH_WAYS.containsKey(field.name())) {
            to.add(field.name(), field.value());
        }
    }

    /** Lays the fields of {@code from} that may pass over {@code to}. */
    public void pass(SipResponse from, MessageBuilder<?> to) {
        for (HeaderField field : from.allHeaders()) {
            passOne(field, BOTH_WAYS.get(field.name()), to);
            passMore(field, to);
            passOne(field, RESPONSES_ONLY.get(field.name()), to);
            if (field.name().equals(HeaderName.WARNING)) {
                passOne(field, this::warning, to);
            }
        }
    }

    private static void passOne(HeaderField field,
            @Nullable Function<String, Optional<String>> rule, MessageBuilder<?> to) {
        if (rule != null) {
            rule.apply(field.value()).ifPresent(value -> to.add(field.name(), value));
        }
    }

    /**
     * The targets of a 3xx in the words of the other side: their user parts at {@code domain} (a redirect to the other
     * side's hosts would show them, and would lead past us).
     */
    public void passTargets(SipResponse redirect, String domain, MessageBuilder<?> to) {
        redirect.contacts().stream().filter(contact -> !contact.isWildcard()).limit(MAXIMUM_TARGETS)
                .map(contact -> target(contact, domain)).flatMap(Optional::stream)
                .forEach(contact -> to.add(HeaderName.CONTACT, contact));
    }

    private static Optional<NameAddr> target(NameAddr contact, String domain) {
        return Parties.user(contact).map(user -> {
            NameAddr target = NameAddr.of(SipUri.of(user, domain));
            return contact.parameters().get("q").map(q -> target.withParameter("q", q)).orElse(target);
        });
    }

    /** A Warning value of ours (RFC 3261 §20.43); quotes and backslashes of {@code text} become apostrophes. */
    public String warning(int code, String text) {
        return code + " " + agent + " \"" + text.replaceAll("[\"\\\\]", "'") + "\"";
    }

    private Optional<String> warning(String value) {
        Matcher matcher = WARN_CODE.matcher(value);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String code = matcher.group(1);
        return Optional.of(warning(Integer.parseInt(code), WARNINGS.getOrDefault(code, "Not acceptable")));
    }

    /** Alert-Info names a sound by URL: a URN (RFC 7462) or the word in {@code info=} passes, a host does not. */
    private static Optional<String> alertTone(String value) {
        Matcher urn = ALERT_URN.matcher(value);
        if (urn.matches()) {
            return Optional.of("<" + urn.group(1) + ">");
        }
        Matcher info = ALERT_INFO.matcher(value);
        return info.matches() ? Optional.of("<http://127.0.0.1>;info=" + info.group(1)) : Optional.empty();
    }

    /** Geolocation (RFC 6442 §4.1) that points into the body, which is carried whole; other URLs name hosts. */
    private static Optional<String> location(String value) {
        String kept = Stream.of(value.split(",(?=\\s*<)")).map(String::strip)
                .filter(locator -> LOCATION_IN_BODY.matcher(locator).matches()).collect(Collectors.joining(", "));
        return kept.isEmpty() ? Optional.empty() : Optional.of(kept);
    }

    /** A reason phrase as it may be shown to the other side: empty when it seems to name a host. */
    public static Optional<String> phrase(String text) {
        return HOST.matcher(text).find() ? Optional.empty() : Optional.of(text);
    }

    /** The Reason of a request as the other side may read it: for a CANCEL, which is made anew on each side. */
    public Optional<String> reason(SipRequest from) {
        List<String> values = from.headers(HeaderName.REASON).stream().map(TopologyPolicy::reason)
                .flatMap(Optional::stream).toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", values));
    }

    /** Reason (RFC 3326) with its text, unless that seems to name a host. */
    private static Optional<String> reason(String value) {
        Matcher text = REASON_TEXT.matcher(value);
        return Optional.of(text.find() && HOST.matcher(text.group(1)).find() ? text.replaceAll("") : value);
    }

    /** Retry-After without its comment and parameters. */
    private static Optional<String> seconds(String value) {
        Matcher matcher = SECONDS.matcher(value);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    private static Map.Entry<HeaderName, Function<String, Optional<String>>> whole(String name) {
        return Map.entry(new HeaderName(name), Optional::of);
    }

    private static Map.Entry<HeaderName, Function<String, Optional<String>>> filtered(String name,
            Function<String, Optional<String>> rule) {
        return Map.entry(new HeaderName(name), rule);
    }
}
