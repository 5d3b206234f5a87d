package io.sbc.core.sip.dialog;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The value of Session-Expires (RFC 4028 §4).
 *
 * @param seconds the session interval
 * @param refresher who refreshes, if it is said
 */
public record SessionExpires(long seconds, Optional<Refresher> refresher) {

    /** The option tag. */
    public static final String EXTENSION = "timer";

    /** §5: what Min-SE is when it is not there, and the least that it may be; seconds. */
    public static final long SMALLEST = 90;

    public static final HeaderName SESSION_EXPIRES = HeaderName.of("Session-Expires");
    public static final HeaderName MIN_SE = HeaderName.of("Min-SE");

    private static final Pattern SECONDS = Pattern.compile("\\s*(\\d{1,9})\\s*(;.*)?", Pattern.DOTALL);
    private static final Pattern REFRESHER = Pattern.compile(";\\s*refresher\\s*=\\s*(uac|uas)\\s*(;|$)",
            Pattern.CASE_INSENSITIVE);

    /** Which end of the transaction refreshes. */
    public enum Refresher {
        UAC,
        UAS
    }

    /** What a message says; empty without a usable value. */
    public static Optional<SessionExpires> of(SipMessage message) {
        return message.header(SESSION_EXPIRES).map(SECONDS::matcher).filter(Matcher::matches)
                .map(matcher -> new SessionExpires(Long.parseLong(matcher.group(1)), refresher(matcher.group(2))));
    }

    private static Optional<Refresher> refresher(@Nullable String parameters) {
        Matcher matcher = REFRESHER.matcher(parameters == null ? "" : parameters);
        return matcher.find()
                ? Optional.of(Refresher.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)))
                : Optional.empty();
    }

    /** What Min-SE says; empty without a usable value. */
    public static OptionalLong minimum(SipMessage message) {
        return message.header(MIN_SE).map(SECONDS::matcher).filter(Matcher::matches)
                .map(matcher -> OptionalLong.of(Long.parseLong(matcher.group(1)))).orElse(OptionalLong.empty());
    }

    /** Whether the sender of a message does session timers. */
    public static boolean supportedBy(SipMessage message) {
        return message.lists(HeaderName.SUPPORTED, EXTENSION) || message.lists(HeaderName.REQUIRE, EXTENSION);
    }

    @Override
    public String toString() {
        return seconds + refresher.map(who -> ";refresher=" + who.name().toLowerCase(Locale.ROOT)).orElse("");
    }
}
