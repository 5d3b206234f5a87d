package io.sbc.core.sip.message;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A {@code tel:} URI (RFC 3966 §3), what of it is a number. Immutable.
 *
 * @param number digits, {@code *}, {@code #} and letters A to F as dialled, with a leading {@code +} when it is a global
 *        number; visual separators are left out (§5.1.1)
 * @param context the {@code phone-context} of a local number (§5.1.5): {@code +} and digits, or a domain name; empty without
 * @param extension the {@code ext} behind the number, digits only; empty without
 */
public record TelUri(String number, String context, String extension) {

    private static final String SCHEME = "tel:";
    private static final int LENGTH_MAX = 256;
    private static final Pattern SEPARATORS = Pattern.compile("[-.()]");
    private static final Pattern NUMBER = Pattern.compile("\\+?[0-9A-Fa-f*#]{1,64}");
    private static final Pattern CONTEXT = Pattern.compile(";phone-context=([^;]+)", Pattern.CASE_INSENSITIVE);
    private static final Pattern GLOBAL_CONTEXT = Pattern.compile("\\+[0-9]{1,32}");
    private static final Pattern EXTENSION = Pattern.compile(";ext=([0-9-.()]{1,32})(?:;|$)", Pattern.CASE_INSENSITIVE);

    /** Empty for any other scheme, and for what is not a number. */
    public static Optional<TelUri> parse(String uri) {
        if (!isTel(uri) || uri.length() > LENGTH_MAX) {
            return Optional.empty();
        }
        int end = uri.indexOf(';');
        String number = plain(end < 0 ? uri.substring(SCHEME.length()) : uri.substring(SCHEME.length(), end));
        String parameters = end < 0 ? "" : uri.substring(end);
        return NUMBER.matcher(number).matches()
                ? Optional.of(new TelUri(number, first(CONTEXT, parameters), plain(first(EXTENSION, parameters))))
                : Optional.empty();
    }

    /** Whether the scheme is {@code tel}, whatever follows it. */
    public static boolean isTel(String uri) {
        return uri.regionMatches(true, 0, SCHEME, 0, SCHEME.length());
    }

    private static String plain(String digits) {
        return SEPARATORS.matcher(digits).replaceAll("");
    }

    private static String first(Pattern parameter, String parameters) {
        Matcher matcher = parameter.matcher(parameters);
        return matcher.find() ? matcher.group(1) : "";
    }

    /** Whether the number means the same everywhere. */
    public boolean isGlobal() {
        return number.startsWith("+");
    }

    /**
     * The same number as {@code domain} would write it: a context that is a domain becomes that one, and of the other
     * parameters only {@code ext} is kept, for they may name what the reader shall not know.
     */
    public TelUri in(String domain) {
        return isGlobal() || context.isEmpty() || GLOBAL_CONTEXT.matcher(context).matches()
                ? this
                : new TelUri(number, domain, extension);
    }

    /** As it is written in a message. */
    @Override
    public String toString() {
        return SCHEME + number + (extension.isEmpty() ? "" : ";ext=" + extension)
                + (isGlobal() || context.isEmpty() ? "" : ";phone-context=" + context);
    }
}
