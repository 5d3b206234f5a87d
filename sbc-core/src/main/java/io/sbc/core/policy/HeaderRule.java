package io.sbc.core.policy;

import io.sbc.core.sip.message.HeaderField;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MessageBuilder;
import io.sbc.core.sip.message.SipMessage;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is to be done with header fields of one name (SIP-13). A rule never touches what makes SIP work or what call
 * control lives by: {@link #PROTECTED} and what begins with its words is refused when it is loaded. Pure.
 */
public sealed interface HeaderRule {

    /** Routing, dialogs, transactions, bodies, authentication, extensions: no rule may name them. */
    Set<String> PROTECTED = Stream.of("Via", "From", "To", "Call-ID", "CSeq", "Contact", "Max-Forwards", "Route",
            "Record-Route", "Path", "Service-Route", "Content-Type", "Content-Length", "Content-Encoding",
            "Content-Disposition", "MIME-Version", "Expires", "Min-Expires", "Authorization", "Proxy-Authorization",
            "WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info", "Require", "Proxy-Require", "Unsupported",
            "RSeq", "RAck", "Session-Expires", "Min-SE", "Replaces", "Join", "Target-Dialog", "Refer-To",
            "Event", "Subscription-State", "SIP-ETag", "SIP-If-Match", "Timestamp", "Warning", "Retry-After",
            "Identity",
            "Security-Client", "Security-Server", "Security-Verify").map(name -> name.toLowerCase(Locale.ROOT))
            .collect(Collectors.toUnmodifiableSet());

    /** Lists of tokens, from which a token may be taken but which may not be replaced: we say less, never more. */
    Set<String> TOKEN_LISTS = Set.of("supported", "allow");

    /** Whether a rule may name this header; in lower case. */
    static boolean mayName(String name) {
        return !PROTECTED.contains(name) && !TOKEN_LISTS.contains(name);
    }

    /** Changes {@code to}, which was begun as a copy of {@code message}. */
    void apply(SipMessage message, MessageBuilder<?> to);

    /** Whether it would change anything in this message. */
    boolean concerns(SipMessage message);

    /** Takes away every field of that name, or whose name begins so. */
    record Remove(String name, boolean prefix) implements HeaderRule {

        @Override
        public boolean concerns(SipMessage message) {
            return prefix ? names(message).findAny().isPresent() : message.has(HeaderName.of(name));
        }

        @Override
        public void apply(SipMessage message, MessageBuilder<?> to) {
            if (prefix) {
                names(message).toList().forEach(to::remove);
            } else {
                to.remove(HeaderName.of(name));
            }
        }

        /** Never a protected one, whatever the prefix. */
        private Stream<HeaderName> names(SipMessage message) {
            return message.allHeaders().stream().map(HeaderField::name)
                    .filter(field -> field.canonical().regionMatches(true, 0, name, 0, name.length())
                            && mayName(field.canonical().toLowerCase(Locale.ROOT)))
                    .distinct();
        }
    }

    /** Takes a token out of a list such as Supported; the field goes with its last one. */
    record RemoveToken(HeaderName name, String token) implements HeaderRule {

        @Override
        public boolean concerns(SipMessage message) {
            return message.lists(name, token);
        }

        @Override
        public void apply(SipMessage message, MessageBuilder<?> to) {
            List<String> left = message.headers(name).stream()
                    .flatMap(value -> Arrays.stream(value.split(",", -1))).map(String::strip)
                    .filter(value -> !value.isEmpty() && !value.equalsIgnoreCase(token)).toList();
            to.remove(name);
            if (!left.isEmpty()) {
                to.add(name, String.join(", ", left));
            }
        }
    }

    /** Adds a field, whether there is one of that name or not. */
    record Add(HeaderName name, String value) implements HeaderRule {

        @Override
        public boolean concerns(SipMessage message) {
            return true;
        }

        @Override
        public void apply(SipMessage message, MessageBuilder<?> to) {
            to.add(name, value);
        }
    }

    /** Makes this the only field of that name. */
    record SetTo(HeaderName name, String value) implements HeaderRule {

        @Override
        public boolean concerns(SipMessage message) {
            return !message.header(name).equals(Optional.of(value));
        }

        @Override
        public void apply(SipMessage message, MessageBuilder<?> to) {
            to.set(name, value);
        }
    }

    /** Rewrites values, each by itself. */
    record Rewrite(HeaderName name, SafePattern pattern) implements HeaderRule {

        @Override
        public boolean concerns(SipMessage message) {
            return message.headers(name).stream().anyMatch(value -> pattern.everywhere(value).isPresent());
        }

        @Override
        public void apply(SipMessage message, MessageBuilder<?> to) {
            to.remove(name);
            message.headers(name).forEach(value -> to.add(name, pattern.everywhere(value).orElse(value)));
        }
    }
}
