package io.sbc.core.translate;

import io.sbc.core.Side;
import io.sbc.core.directory.Device;
import io.sbc.core.registrar.Bindings;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.Parameters;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.message.TelUri;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Addresses that one side wrote, as the other shall see them: the user part at the other side's domain. Two users have
 * two names: the device itself (its set-side user and its extension), and, from the ICP side, whoever is named by the
 * Contact that we registered for them (RFC 5589 §7.5: such a Contact leads nowhere but to us).
 */
public final class AddressMap {

    private static final String ANONYMOUS_HOST = "anonymous.invalid";

    /** Schemes that hold {@code user@domain} without more (RFC 3859, RFC 3860). */
    private static final List<String> PLAIN_SCHEMES = List.of("pres:", "im:");

    private final Side from;
    private final String fromDomain;
    private final String toDomain;
    private final Device device;
    private final Bindings bindings;

    /**
     * @param from where the addresses were written
     * @param fromDomain the SIP domain of that side
     * @param toDomain of the other
     * @param device on whose behalf it is asked
     */
    public AddressMap(Side from, String fromDomain, String toDomain, Device device, Bindings bindings) {
        this.from = from;
        this.fromDomain = fromDomain;
        this.toDomain = toDomain;
        this.device = device;
        this.bindings = bindings;
    }

    /** Where the addresses were written. */
    public Side from() {
        return from;
    }

    /** The device itself as the other side knows it. */
    public SipUri self() {
        return SipUri.of(escaped(from == Side.SET ? device.icpUser() : device.setUser()), toDomain);
    }

    /** The same map the other way round. */
    public AddressMap reversed() {
        return new AddressMap(from.opposite(), toDomain, fromDomain, device, bindings);
    }

    /** A {@code sip:}, {@code sips:}, {@code pres:}, {@code im:} or {@code tel:} URI; empty for anything else. */
    public Optional<String> uri(String uri) {
        String text = uri.strip();
        if (TelUri.isTel(text)) {
            return TelUri.parse(text).map(number -> number.in(toDomain).toString());
        }
        for (String scheme : PLAIN_SCHEMES) {
            if (text.regionMatches(true, 0, scheme, 0, scheme.length())) {
                return SipUri.parse("sip:" + text.substring(scheme.length()))
                        .map(parsed -> scheme + map(parsed).toString().substring("sip:".length()));
            }
        }
        return SipUri.parse(text).map(parsed -> map(parsed).toString());
    }

    /** A SIP URI: its user part at the other domain; no parameter and no header passes. */
    public SipUri map(SipUri uri) {
        if (uri.host().equalsIgnoreCase(ANONYMOUS_HOST)) {
            return SipUri.of(uri.user().isEmpty() ? "anonymous" : uri.user(), ANONYMOUS_HOST);
        }
        return SipUri.of(user(uri), toDomain);
    }

    private String user(SipUri uri) {
        String user = uri.user();
        if (from == Side.SET) {
            return uri.userDecoded().equals(device.setUser()) ? escaped(device.icpUser()) : user;
        }
        String extension = bindings.byIcpContactUser(user).map(binding -> binding.device().icpUser())
                .orElseGet(uri::userDecoded);
        if (extension.equals(device.icpUser())) {
            return escaped(device.setUser());
        }
        return extension.equals(uri.userDecoded()) ? user : escaped(extension);
    }

    /** An address with its display name; its parameters do not pass. Empty when its URI has no translation. */
    public Optional<NameAddr> address(NameAddr address) {
        return uri(address.uri()).map(uri -> new NameAddr(shown(address.displayName()), uri, Parameters.NONE));
    }

    /** A display name as it may be written again: none, where one holds what would break a line (RFC 3261 §25.1, qdtext). */
    static String shown(String displayName) {
        return displayName.chars().anyMatch(Character::isISOControl) ? "" : displayName;
    }

    /** Whether a URI is in the domain of its side, or at one of its addresses: what a stranger's host is not. */
    public boolean isOfThatSide(String uri) {
        return SipUri.parse(uri).map(SipUri::host).filter(host -> host.equalsIgnoreCase(fromDomain) || isLiteral(host))
                .isPresent();
    }

    private static boolean isLiteral(String host) {
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        try {
            return !InetAddress.ofLiteral(bracketed ? host.substring(1, host.length() - 1) : host).toString().isEmpty();
        } catch (IllegalArgumentException _) {
            return false; // a name
        }
    }

    /** The store keeps users without escapes; these may not stand bare in a URI (RFC 3261 §25.1). */
    static String escaped(String user) {
        StringBuilder out = new StringBuilder(user.length());
        for (int i = 0; i < user.length(); i++) {
            char c = user.charAt(i);
            if (c == '%' || c == '#' || c == '@' || c == ':' || c <= ' ' || c == '<' || c == '>' || c == '"') {
                out.append(String.format(Locale.ROOT, "%%%02X", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.toString();
    }
}
