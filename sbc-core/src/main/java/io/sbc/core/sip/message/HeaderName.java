package io.sbc.core.sip.message;

import java.util.Locale;

/** Header field names: the canonical spelling and the compact form (RFC 3261 §7.3.3, §20). Compared without case. */
public record HeaderName(String canonical) {

    public static final HeaderName VIA = new HeaderName("Via");
    public static final HeaderName FROM = new HeaderName("From");
    public static final HeaderName TO = new HeaderName("To");
    public static final HeaderName CALL_ID = new HeaderName("Call-ID");
    public static final HeaderName CSEQ = new HeaderName("CSeq");
    public static final HeaderName CONTACT = new HeaderName("Contact");
    public static final HeaderName MAX_FORWARDS = new HeaderName("Max-Forwards");
    public static final HeaderName ROUTE = new HeaderName("Route");
    public static final HeaderName RECORD_ROUTE = new HeaderName("Record-Route");
    public static final HeaderName CONTENT_TYPE = new HeaderName("Content-Type");
    public static final HeaderName CONTENT_LENGTH = new HeaderName("Content-Length");
    public static final HeaderName EXPIRES = new HeaderName("Expires");
    public static final HeaderName MIN_EXPIRES = new HeaderName("Min-Expires");
    public static final HeaderName AUTHORIZATION = new HeaderName("Authorization");
    public static final HeaderName PROXY_AUTHORIZATION = new HeaderName("Proxy-Authorization");
    public static final HeaderName WWW_AUTHENTICATE = new HeaderName("WWW-Authenticate");
    public static final HeaderName PROXY_AUTHENTICATE = new HeaderName("Proxy-Authenticate");
    public static final HeaderName ALLOW = new HeaderName("Allow");
    public static final HeaderName SUPPORTED = new HeaderName("Supported");
    public static final HeaderName REQUIRE = new HeaderName("Require");
    public static final HeaderName PROXY_REQUIRE = new HeaderName("Proxy-Require");
    public static final HeaderName UNSUPPORTED = new HeaderName("Unsupported");
    public static final HeaderName USER_AGENT = new HeaderName("User-Agent");
    public static final HeaderName SERVER = new HeaderName("Server");
    public static final HeaderName REASON = new HeaderName("Reason");
    public static final HeaderName WARNING = new HeaderName("Warning");
    public static final HeaderName RETRY_AFTER = new HeaderName("Retry-After");
    public static final HeaderName PATH = new HeaderName("Path");

    @Override
    public boolean equals(Object other) {
        return other instanceof HeaderName that && canonical.equalsIgnoreCase(that.canonical);
    }

    @Override
    public int hashCode() {
        return canonical.toLowerCase(Locale.ROOT).hashCode();
    }

    @Override
    public String toString() {
        return canonical;
    }
}
