package io.sbc.core.sip.message;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An address with parameters: the value of From, To, Contact, Route and the like (RFC 3261 §20.10). Immutable. */
public final class NameAddr {

    private final String displayName;
    private final String uri;
    private final Parameters parameters;

    // Known from parsing, else read when asked for. Racy on purpose: the value is immutable and equal whoever reads it.
    private @Nullable SipUri sipUri;

    /**
     * @param displayName unquoted; empty when there is none
     * @param uri as written; {@link #sipUri()} for its parts. {@code *} for the wildcard Contact
     * @param parameters of the header, not of the URI
     */
    public NameAddr(String displayName, String uri, Parameters parameters) {
        this.displayName = displayName;
        this.uri = uri;
        this.parameters = parameters;
    }

    private NameAddr(String displayName, String uri, Parameters parameters, @Nullable SipUri sipUri) {
        this(displayName, uri, parameters);
        this.sipUri = sipUri;
    }

    /** {@code <uri>} without name and parameters. */
    public static NameAddr of(SipUri uri) {
        return new NameAddr("", uri.toString(), Parameters.NONE, uri);
    }

    /** Parses; empty when malformed. */
    public static Optional<NameAddr> parse(String text) {
        return Optional.ofNullable(read(text));
    }

    static @Nullable NameAddr read(String text) {
        int to = text.length();
        int at = Grammar.skipSpace(text, 0, to);
        if (at == to) {
            return null;
        }
        if (text.charAt(at) == '"') {
            int end = Grammar.endOfQuoted(text, at, to);
            int open = end < 0 ? to : Grammar.skipSpace(text, end, to);
            if (open >= to || text.charAt(open) != '<') {
                return null;
            }
            return bracketed(text, Grammar.unquoted(text.substring(at, end)), open);
        }
        int open = text.indexOf('<', at);
        int semicolon = text.indexOf(';', at);
        if (open >= 0 && (semicolon < 0 || open < semicolon)) {
            String displayName = Grammar.trimmed(text, at, open);
            return isUnquotedName(displayName) ? bracketed(text, displayName, open) : null;
        }
        return bare(text, at, semicolon < 0 ? to : semicolon);
    }

    private static @Nullable NameAddr bracketed(String text, String displayName, int open) {
        int close = text.indexOf('>', open);
        if (close < 0) {
            return null;
        }
        String uri = text.substring(open + 1, close);
        Parameters parameters = Parameters.parse(text, close + 1, text.length());
        return parameters == null ? null : checked(displayName, uri, parameters);
    }

    /** §20.10: without brackets a URI has no comma, question mark or semicolon; what follows are header parameters. */
    private static @Nullable NameAddr bare(String text, int from, int to) {
        String uri = Grammar.trimmed(text, from, to);
        if (uri.equals("*")) {
            return to == text.length() ? new NameAddr("", "*", Parameters.NONE) : null;
        }
        if (uri.indexOf('?') >= 0 || uri.indexOf(',') >= 0) {
            return null;
        }
        Parameters parameters = Parameters.parse(text, to, text.length());
        return parameters == null ? null : checked("", uri, parameters);
    }

    private static @Nullable NameAddr checked(String displayName, String uri, Parameters parameters) {
        if (SipUri.hasSipScheme(uri)) {
            SipUri sipUri = SipUri.read(uri);
            return sipUri == null ? null : new NameAddr(displayName, uri, parameters, sipUri);
        }
        return isOtherUri(uri) ? new NameAddr(displayName, uri, parameters) : null;
    }

    /** {@code *(token LWS)}; letters outside ASCII are taken too, since PBXs write them without quotes. */
    private static boolean isUnquotedName(String name) {
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (!Grammar.isTokenChar(c) && !Grammar.isSpace(c) && c < 0x80) {
                return false;
            }
        }
        return true;
    }

    /** A scheme with something behind its colon. */
    static boolean isOtherUri(String text) {
        int colon = text.indexOf(':');
        if (colon < 1 || colon == text.length() - 1 || !Character.isLetter(text.charAt(0))) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == 0x7f || c == '<' || c == '>' || c == '"') {
                return false;
            }
            boolean schemeChar = Grammar.isAlphanumeric(c) || c == '+' || c == '-' || c == '.';
            if (i < colon && !schemeChar) {
                return false;
            }
        }
        return true;
    }

    /** The URI's parts; empty for {@code tel:} and other schemes. */
    public Optional<SipUri> sipUri() {
        SipUri known = sipUri;
        if (known == null) {
            known = SipUri.read(uri);
            sipUri = known;
        }
        return Optional.ofNullable(known);
    }

    public String displayName() {
        return displayName;
    }

    public String uri() {
        return uri;
    }

    public Parameters parameters() {
        return parameters;
    }

    /** The {@code tag} parameter. */
    public Optional<String> tag() {
        return parameters.get("tag");
    }

    public NameAddr withTag(String tag) {
        return withParameter("tag", tag);
    }

    public NameAddr withParameter(String name, String value) {
        return new NameAddr(displayName, uri, parameters.with(name, value), sipUri);
    }

    public NameAddr withoutParameter(String name) {
        return parameters.has(name)
                ? new NameAddr(displayName, uri, parameters.without(name), sipUri)
                : this;
    }

    public NameAddr withUri(SipUri uri) {
        return new NameAddr(displayName, uri.toString(), parameters, uri);
    }

    public boolean isWildcard() {
        return uri.equals("*");
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof NameAddr that && displayName.equals(that.displayName) && uri.equals(that.uri)
                && parameters.equals(that.parameters);
    }

    @Override
    public int hashCode() {
        return Objects.hash(displayName, uri, parameters);
    }

    @Override
    public String toString() {
        if (isWildcard()) {
            return uri;
        }
        StringBuilder out = new StringBuilder(96);
        if (!displayName.isEmpty()) {
            Grammar.appendQuoted(out, displayName);
            out.append(' ');
        }
        out.append('<').append(uri).append('>');
        parameters.appendTo(out);
        return out.toString();
    }
}
