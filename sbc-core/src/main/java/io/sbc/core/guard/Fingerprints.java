package io.sbc.core.guard;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The marks that scanners leave in a single request: what they call themselves, and for SIPVicious (svmap, svwar, svcrack)
 * what stays when the User-Agent was changed: {@code sip:100@1.1.1.1} as From or To, and From tags that are the hex code of
 * what was scanned, an octet 01 and a decimal number. Immutable; any thread.
 */
final class Fingerprints {

    private static final String SIPVICIOUS_HOST = "1.1.1.1";
    private static final String SIPVICIOUS_USER = "100";
    private static final String SIPVICIOUS_NAME = "sipvicious";

    /** Decimal digits behind the 01: fewer could be chance. */
    private static final int DIGITS_MIN = 6;

    private final List<String> agents;

    /** @param agents substrings of User-Agent */
    Fingerprints(List<String> agents) {
        this.agents = agents.stream().map(agent -> agent.toLowerCase(Locale.ROOT)).toList();
    }

    /** What gives it away, in words for an operator. */
    Optional<String> find(SipRequest request) {
        Optional<String> agent = request.header(HeaderName.USER_AGENT);
        if (agent.isPresent()) {
            String text = agent.get().toLowerCase(Locale.ROOT);
            for (String known : agents) {
                if (text.contains(known)) {
                    return Optional.of("User-Agent " + known);
                }
            }
        }
        if (isSipvicious(request.from()) || isSipvicious(request.to())) {
            return Optional.of("address of SIPVicious");
        }
        return request.from().tag().filter(Fingerprints::isSipviciousTag).map(tag -> "From tag of SIPVicious");
    }

    private static boolean isSipvicious(NameAddr address) {
        if (address.displayName().equalsIgnoreCase(SIPVICIOUS_NAME)) {
            return true;
        }
        Optional<SipUri> uri = address.uri().contains(SIPVICIOUS_HOST) ? address.sipUri() : Optional.empty();
        return uri.isPresent() && uri.get().host().equals(SIPVICIOUS_HOST) && uri.get().user().equals(SIPVICIOUS_USER);
    }

    /** {@code hex(text) "01" hex(decimal number)}. */
    static boolean isSipviciousTag(String tag) {
        if (tag.length() % 2 != 0) {
            return false;
        }
        int i = tag.length();
        int digits = 0;
        while (i >= 2 && tag.charAt(i - 2) == '3' && tag.charAt(i - 1) >= '0' && tag.charAt(i - 1) <= '9') {
            digits++;
            i -= 2;
        }
        return digits >= DIGITS_MIN && i > 2 && tag.startsWith("01", i - 2) && isHex(tag, i - 2);
    }

    private static boolean isHex(String text, int end) {
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            if (!(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'f')) {
                return false;
            }
        }
        return true;
    }
}
