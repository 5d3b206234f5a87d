package io.sbc.core.policy;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.MessageBuilder;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Who is believed about who is calling, and who is told (RFC 3325, RFC 3323): PBXs are in the trust domain, phones are
 * not. What comes from a phone loses every assertion; what comes from a PBX keeps it unless the caller wants privacy;
 * what goes to a PBX asserts whom we authenticated; what goes to a phone names nobody's host. Pure.
 */
public final class IdentityRules {

    private static final HeaderName ASSERTED = HeaderName.of("P-Asserted-Identity");
    private static final HeaderName DIVERSION = HeaderName.of("Diversion");
    private static final HeaderName HISTORY = HeaderName.of("History-Info");
    private static final HeaderName PRIVACY = HeaderName.of("Privacy");

    /** What a phone may not say: it would be taken for the word of the network. */
    private static final List<HeaderName> ASSERTIONS = List.of(ASSERTED, DIVERSION, HISTORY);

    /** RFC 3325 §9.3 and RFC 3323 §4.2: each of these forbids to tell the identity outside the trust domain. */
    private static final Set<String> HIDING = Set.of("id", "user", "header");

    private IdentityRules() {}

    /** The fields that pass from side to side once {@link #fromPhone} and {@link #fromPbx} have seen to them. */
    public static Set<HeaderName> passing(boolean diversion) {
        return diversion ? Set.of(ASSERTED, DIVERSION, HISTORY) : Set.of(ASSERTED);
    }

    /** Whether the caller wants From hidden (RFC 3323 §4.2: user; header implies what a privacy service can do). */
    public static boolean hidesUser(SipMessage message) {
        return wants(message, "user") || wants(message, "header");
    }

    private static boolean wants(SipMessage message, String value) {
        return message.headers(PRIVACY).stream().flatMap(field -> Arrays.stream(field.split("[;,]", -1)))
                .anyMatch(word -> word.strip().toLowerCase(Locale.ROOT).equals(value));
    }

    public static SipRequest fromPhone(SipRequest request) {
        return has(request) ? without(request.edit(), ASSERTIONS).build() : request;
    }

    public static SipResponse fromPhone(SipResponse response) {
        return has(response) ? without(response.edit(), ASSERTIONS).build() : response;
    }

    /** Only the identity that may be told to phones is left: nothing else of ours needs it. */
    public static SipRequest fromPbx(SipRequest request) {
        return has(request) && isHidden(request) ? without(request.edit(), ASSERTIONS).build() : request;
    }

    public static SipResponse fromPbx(SipResponse response) {
        return has(response) && isHidden(response) ? without(response.edit(), ASSERTIONS).build() : response;
    }

    /** Under our domain. */
    public static SipRequest toPhone(SipRequest request, String domain) {
        return has(request) ? underDomain(request, request.edit(), domain).build() : request;
    }

    /** Under our domain. */
    public static SipResponse toPhone(SipResponse response, String domain) {
        return has(response) ? underDomain(response, response.edit(), domain).build() : response;
    }

    /** RFC 3325 §5: a call is asserted to be of the one whom From names, which call control has authenticated. */
    public static SipRequest toPbx(SipRequest request) {
        boolean call = request.method().equals(SipMethod.INVITE) && request.to().tag().isEmpty();
        if (!call || request.has(ASSERTED) || request.from().sipUri().map(SipUri::user).orElse("").isEmpty()) {
            return request;
        }
        return request.edit().set(ASSERTED, request.from().withoutParameter("tag")).build();
    }

    private static boolean has(SipMessage message) {
        return message.has(ASSERTED) || message.has(DIVERSION) || message.has(HISTORY);
    }

    private static boolean isHidden(SipMessage message) {
        return HIDING.stream().anyMatch(value -> wants(message, value));
    }

    private static <B extends MessageBuilder<B>> B without(B edit, List<HeaderName> names) {
        names.forEach(edit::remove);
        return edit;
    }

    private static <B extends MessageBuilder<B>> B underDomain(SipMessage message, B edit, String domain) {
        for (HeaderName name : ASSERTIONS) {
            if (message.has(name)) {
                edit.remove(name);
                addresses(message, name).stream().filter(address -> !isPrivate(address))
                        .flatMap(address -> Parties.user(address).map(user -> named(address, user, domain)).stream())
                        .forEach(address -> edit.add(name, address));
            }
        }
        return edit;
    }

    /** With the reason and counter of a diversion, which name no host. */
    private static NameAddr named(NameAddr address, String user, String domain) {
        NameAddr named = Parties.named(address, user, domain);
        for (String parameter : List.of("reason", "counter", "index")) {
            String value = address.parameters().get(parameter).orElse("");
            named = value.matches("[A-Za-z0-9.-]{1,32}") ? named.withParameter(parameter, value) : named;
        }
        return named;
    }

    /** RFC 5806 §4: what a diverting party does not want told. */
    private static boolean isPrivate(NameAddr address) {
        return !address.parameters().get("privacy").orElse("off").equalsIgnoreCase("off");
    }

    /** None where they cannot be read: what is not understood is not told. */
    private static List<NameAddr> addresses(SipMessage message, HeaderName name) {
        try {
            return message.addresses(name);
        } catch (MalformedHeaderException unreadable) {
            return List.of();
        }
    }
}
