package io.sbc.core.policy;

import io.sbc.core.policy.AddressRule.Part;
import io.sbc.core.policy.AddressRule.Place;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.MessageBuilder;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The rules of one direction, in their order (SIP-13). Header rules, codecs and the addresses in P-Asserted-Identity,
 * Refer-To and Diversion are applied to whole messages; Request-URI, From and To where call control decides about them,
 * so that a dialog keeps one name for each party and credentials are for what is sent. Pure.
 */
public record RuleSet(List<Scoped> headers, List<AddressRule> addresses, CodecRule codecs) {

    /** Changes nothing. */
    public static final RuleSet NONE = new RuleSet(List.of(), List.of(), CodecRule.NONE);

    private static final Map<Place, HeaderName> HEADERS = Map.of(Place.P_ASSERTED_IDENTITY,
            HeaderName.of("P-Asserted-Identity"), Place.REFER_TO, HeaderName.of("Refer-To"), Place.DIVERSION,
            HeaderName.of("Diversion"));
    private static final String SDP = "application/sdp";

    /**
     * A header rule with the messages that it is for.
     *
     * @param methods of the request, or of the one that is answered; empty for all
     */
    public record Scoped(HeaderRule rule, Set<String> methods, boolean requests, boolean responses) {

        public Scoped {
            methods = Set.copyOf(methods);
        }

        boolean isFor(SipMessage message) {
            return (message instanceof SipRequest ? requests : responses)
                    && (methods.isEmpty() || methods.contains(message.cseq().method().name()));
        }
    }

    public RuleSet {
        headers = List.copyOf(headers);
        addresses = List.copyOf(addresses);
    }

    public boolean isNothing() {
        return headers.isEmpty() && addresses.isEmpty() && codecs.isNothing();
    }

    /** These rules, then those. */
    public RuleSet then(RuleSet more) {
        return new RuleSet(Stream.concat(headers.stream(), more.headers.stream()).toList(),
                Stream.concat(addresses.stream(), more.addresses.stream()).toList(),
                more.codecs.isNothing() ? codecs : more.codecs);
    }

    /** What of these rules concerns a message, for people: header rules one by one, addresses and codecs as such. */
    public String concerning(SipMessage message) {
        List<String> hits = headers.stream().filter(scoped -> scoped.isFor(message) && scoped.rule().concerns(message))
                .map(scoped -> scoped.rule().toString()).toList();
        return hits.isEmpty() ? "addresses or codecs" : String.join(", ", hits);
    }

    /** A request after these rules; the same when none concerns it. */
    public SipRequest on(SipRequest request) {
        SipRequest now = request;
        for (Scoped scoped : headers) {
            if (scoped.isFor(now) && scoped.rule().concerns(now)) {
                SipRequest.Builder edit = now.edit();
                scoped.rule().apply(now, edit);
                now = edit.build();
            }
        }
        if (!mayConcern(now)) {
            return now;
        }
        SipRequest.Builder edit = now.edit();
        return common(now, edit) ? edit.build() : now;
    }

    /** A response after these rules; the same when none concerns it. */
    public SipResponse on(SipResponse response) {
        SipResponse now = response;
        for (Scoped scoped : headers) {
            if (scoped.isFor(now) && scoped.rule().concerns(now)) {
                SipResponse.Builder edit = now.edit();
                scoped.rule().apply(now, edit);
                now = edit.build();
            }
        }
        if (!mayConcern(now)) {
            return now;
        }
        SipResponse.Builder edit = now.edit();
        return common(now, edit) ? edit.build() : now;
    }

    /** Cheap, since most messages have neither addresses nor descriptions that a rule is for. */
    private boolean mayConcern(SipMessage message) {
        return (!codecs.isNothing() && message.bodyLength() > 0)
                || (!addresses.isEmpty() && HEADERS.values().stream().anyMatch(message::has));
    }

    /** Addresses and codecs. Whether anything was changed. */
    private boolean common(SipMessage message, MessageBuilder<?> edit) {
        boolean changed = false;
        for (Map.Entry<Place, HeaderName> place : HEADERS.entrySet()) {
            if (message.has(place.getValue()) && hasRuleFor(place.getKey())) {
                changed |= rewrite(message, place.getKey(), place.getValue(), edit);
            }
        }
        if (!codecs.isNothing() && message.bodyLength() > 0 && isDescription(message)) {
            Optional<byte[]> body = codecs.on(message.body());
            body.ifPresent(octets -> edit.body(message.header(HeaderName.CONTENT_TYPE).orElse(SDP), octets));
            changed |= body.isPresent();
        }
        return changed;
    }

    private boolean rewrite(SipMessage message, Place place, HeaderName name, MessageBuilder<?> edit) {
        try {
            List<NameAddr> before = message.addresses(name);
            List<NameAddr> after = before.stream().map(address -> on(place, address)).toList();
            if (after.equals(before)) {
                return false;
            }
            edit.remove(name);
            after.forEach(address -> edit.add(name, address));
            return true;
        } catch (MalformedHeaderException unreadable) {
            return false; // whoever needs it will say so
        }
    }

    private static boolean isDescription(SipMessage message) {
        try {
            return message.contentType().filter(SDP::equals).isPresent();
        } catch (MalformedHeaderException unreadable) {
            return false;
        }
    }

    private boolean hasRuleFor(Place place) {
        return addresses.stream().anyMatch(rule -> rule.places().contains(place));
    }

    /** An address of that place after these rules. */
    public NameAddr on(Place place, NameAddr address) {
        NameAddr now = address;
        for (AddressRule rule : addresses) {
            now = rule.places().contains(place) ? rule.on(now) : now;
        }
        return now;
    }

    /** A Request-URI after these rules. */
    public SipUri on(SipUri requestUri) {
        SipUri now = requestUri;
        for (AddressRule rule : addresses) {
            now = rule.places().contains(Place.REQUEST_URI) ? rule.on(now) : now;
        }
        return now;
    }

    /** The number that somebody dialled, as it stands in a URI, after the rules for that place. */
    public String dialled(Place place, String user) {
        SipUri now = SipUri.of(user, "x");
        for (AddressRule rule : addresses) {
            now = rule.places().contains(place) && rule.what() == Part.NUMBER ? rule.on(now) : now;
        }
        return now.user();
    }
}
