package io.sbc.core.sip.message;

/**
 * Header field names (RFC 3261 §7.3.3, §20). Compared without case; a compact form is the same name as its long form. A
 * name of the registry has its usual spelling whatever it was made from, another one stays as it was written.
 */
public final class HeaderName {

    private static final HeaderName[] BY_ID = new HeaderName[KnownHeaders.count()];

    static {
        for (int id = 0; id < BY_ID.length; id++) {
            BY_ID[id] = new HeaderName(KnownHeaders.name(id));
        }
    }

    public static final HeaderName VIA = of("Via");
    public static final HeaderName FROM = of("From");
    public static final HeaderName TO = of("To");
    public static final HeaderName CALL_ID = of("Call-ID");
    public static final HeaderName CSEQ = of("CSeq");
    public static final HeaderName CONTACT = of("Contact");
    public static final HeaderName MAX_FORWARDS = of("Max-Forwards");
    public static final HeaderName ROUTE = of("Route");
    public static final HeaderName RECORD_ROUTE = of("Record-Route");
    public static final HeaderName CONTENT_TYPE = of("Content-Type");
    public static final HeaderName CONTENT_LENGTH = of("Content-Length");
    public static final HeaderName EXPIRES = of("Expires");
    public static final HeaderName MIN_EXPIRES = of("Min-Expires");
    public static final HeaderName AUTHORIZATION = of("Authorization");
    public static final HeaderName PROXY_AUTHORIZATION = of("Proxy-Authorization");
    public static final HeaderName WWW_AUTHENTICATE = of("WWW-Authenticate");
    public static final HeaderName PROXY_AUTHENTICATE = of("Proxy-Authenticate");
    public static final HeaderName ALLOW = of("Allow");
    public static final HeaderName SUPPORTED = of("Supported");
    public static final HeaderName REQUIRE = of("Require");
    public static final HeaderName PROXY_REQUIRE = of("Proxy-Require");
    public static final HeaderName UNSUPPORTED = of("Unsupported");
    public static final HeaderName USER_AGENT = of("User-Agent");
    public static final HeaderName SERVER = of("Server");
    public static final HeaderName REASON = of("Reason");
    public static final HeaderName WARNING = of("Warning");
    public static final HeaderName RETRY_AFTER = of("Retry-After");
    public static final HeaderName PATH = of("Path");
    public static final HeaderName ACCEPT = of("Accept");
    public static final HeaderName TIMESTAMP = of("Timestamp");
    public static final HeaderName DATE = of("Date");

    private final String canonical;
    private final int id;
    private final int hash;

    /** @param name any spelling, or the compact form; must be a token */
    public HeaderName(String name) {
        if (!Grammar.isToken(name)) {
            throw new IllegalArgumentException("no header name: " + name);
        }
        this.id = KnownHeaders.idOf(name);
        this.canonical = id == KnownHeaders.UNKNOWN ? name : KnownHeaders.name(id);
        this.hash = KnownHeaders.hash(canonical);
    }

    /** The name; those of the registry are reused. */
    public static HeaderName of(String name) {
        int id = KnownHeaders.idOf(name);
        return id == KnownHeaders.UNKNOWN ? new HeaderName(name) : BY_ID[id];
    }

    static HeaderName known(int id) {
        return BY_ID[id];
    }

    /** The long form in its usual spelling. */
    public String canonical() {
        return canonical;
    }

    /** The number in the registry, {@link KnownHeaders#UNKNOWN} for others. */
    int id() {
        return id;
    }

    @Override
    public boolean equals(Object other) {
        if (this == other) {
            return true;
        }
        if (!(other instanceof HeaderName that) || hash != that.hash || id != that.id) {
            return false;
        }
        return id != KnownHeaders.UNKNOWN || canonical.equalsIgnoreCase(that.canonical);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return canonical;
    }
}
