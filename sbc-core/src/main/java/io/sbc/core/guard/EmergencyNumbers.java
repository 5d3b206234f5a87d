package io.sbc.core.guard;

import io.sbc.core.config.EmergencySettings;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;

/**
 * Which INVITEs ask for help: by number, dialled with or without one of the configured prefixes and a plus, as SIP or tel
 * URI, or by the service URN {@code urn:service:sos} and what is below it (RFC 5031). Only the Request-URI decides; To may
 * say anything. Immutable; any thread.
 */
public final class EmergencyNumbers {

    private static final String SERVICE = "urn:service:sos";
    private static final String TEL = "tel:";

    /** No number is longer than this, prefix and separators included. */
    private static final int LENGTH_MAX = 32;

    private final Set<String> dialled = new HashSet<>();
    private final String serviceNumber;

    public EmergencyNumbers(EmergencySettings settings) {
        serviceNumber = settings.serviceNumber();
        dialled.add(serviceNumber);
        for (String number : settings.numbers()) {
            dialled.add(number);
            settings.prefixes().forEach(prefix -> dialled.add(prefix + number));
        }
    }

    /** Whether it is an INVITE outside a dialog to an emergency service. */
    public boolean matches(SipRequest request) {
        return request.method().equals(SipMethod.INVITE) && matches(request.requestUri())
                && request.to().tag().isEmpty();
    }

    /** An emergency INVITE as a PBX understands it: the service URN becomes the number that stands for it. */
    SipRequest dialable(SipRequest invite) {
        if (!isService(invite.requestUri())) {
            return invite;
        }
        String host = invite.from().sipUri().map(SipUri::host).orElse("invalid");
        return invite.edit().requestUri(SipUri.of(serviceNumber, host)).build();
    }

    private static boolean isService(String uri) {
        return uri.regionMatches(true, 0, SERVICE, 0, SERVICE.length()) && (uri.length() == SERVICE.length()
                || uri.charAt(SERVICE.length()) == '.' || uri.charAt(SERVICE.length()) == ';');
    }

    /** Whether a Request-URI as written is an emergency service's. */
    boolean matches(String uri) {
        if (isService(uri)) {
            return true;
        }
        if (uri.regionMatches(true, 0, TEL, 0, TEL.length())) {
            return isNumber(uri.substring(TEL.length()));
        }
        return uri.toLowerCase(Locale.ROOT).startsWith("sip")
                && SipUri.parse(uri).map(SipUri::userDecoded).filter(this::isNumber).isPresent();
    }

    /** Digits up to the parameters, without separators (RFC 3966 §5.1.1) and a leading plus. */
    private boolean isNumber(String user) {
        StringBuilder digits = new StringBuilder(LENGTH_MAX);
        for (int i = 0; i < user.length(); i++) {
            char c = user.charAt(i);
            if (c == ';') {
                break;
            }
            boolean separator = c == '-' || c == '.' || c == '(' || c == ')' || c == ' ' || (c == '+' && i == 0);
            if (!separator) {
                if (digits.length() == LENGTH_MAX) {
                    return false;
                }
                digits.append(c);
            }
        }
        return dialled.contains(digits.toString());
    }
}
