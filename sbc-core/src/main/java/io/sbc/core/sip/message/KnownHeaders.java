package io.sbc.core.sip.message;

import java.util.Arrays;

/**
 * The header fields that the codec knows by number, so that most comparisons of names are one of two ints: name, compact
 * form (RFC 3261 §20 and the IANA registry), and whether the field is a comma list by its grammar.
 */
final class KnownHeaders {

    static final int UNKNOWN = -1;

    /** {@code name[/compact][,]}: a comma marks lists. */
    private static final String[] REGISTRY = {"Via/v,", "From/f", "To/t", "Call-ID/i", "CSeq", "Contact/m,",
        "Max-Forwards", "Route,", "Record-Route,", "Content-Type/c", "Content-Length/l", "Expires", "Min-Expires",
        "Authorization", "Proxy-Authorization", "WWW-Authenticate", "Proxy-Authenticate", "Authentication-Info",
        "Proxy-Authentication-Info", "Allow,", "Supported/k,", "Require,", "Proxy-Require,", "Unsupported,",
        "User-Agent", "Server", "Reason,", "Warning,", "Retry-After", "Path,", "Service-Route,", "Accept,",
        "Accept-Encoding,", "Accept-Language,", "Accept-Contact/a,", "Alert-Info,", "Allow-Events/u,", "Call-Info,",
        "Content-Disposition", "Content-Encoding/e,", "Content-Language,", "Date", "Diversion,", "Error-Info,",
        "Event/o", "Feature-Caps,", "Flow-Timer", "Geolocation,", "Geolocation-Error", "Geolocation-Routing",
        "History-Info,", "Identity/y", "In-Reply-To,", "Info-Package", "Join", "MIME-Version", "Min-SE",
        "Organization", "P-Asserted-Identity,", "P-Preferred-Identity,", "P-Called-Party-ID", "P-Access-Network-Info,",
        "P-Associated-URI,", "P-Charging-Vector", "P-Early-Media,", "Priority", "Privacy", "RAck", "Recv-Info,",
        "Refer-Sub", "Refer-To/r", "Referred-By/b", "Reject-Contact/j,", "Remote-Party-ID,", "Replaces", "Reply-To",
        "Request-Disposition/d,", "Resource-Priority,", "RSeq", "Security-Client,", "Security-Server,",
        "Security-Verify,", "Session-Expires/x", "SIP-ETag", "SIP-If-Match", "Subject/s", "Subscription-State",
        "Target-Dialog", "Timestamp"};

    private static final String[] NAMES = new String[REGISTRY.length];
    private static final boolean[] LISTS = new boolean[REGISTRY.length];
    private static final int SLOTS = 512;
    private static final byte[] SLOT_IDS = new byte[SLOTS];
    private static final String[] SLOT_NAMES = new String[SLOTS];

    static {
        Arrays.fill(SLOT_IDS, (byte) UNKNOWN);
        for (int id = 0; id < REGISTRY.length; id++) {
            String entry = REGISTRY[id];
            LISTS[id] = entry.endsWith(",");
            String names = LISTS[id] ? entry.substring(0, entry.length() - 1) : entry;
            int slash = names.indexOf('/');
            NAMES[id] = slash < 0 ? names : names.substring(0, slash);
            put(NAMES[id], id);
            if (slash >= 0) {
                put(names.substring(slash + 1), id);
            }
        }
    }

    private KnownHeaders() {}

    private static void put(String name, int id) {
        int slot = hash(name) & SLOTS - 1;
        while (SLOT_IDS[slot] != UNKNOWN) {
            slot = slot + 1 & SLOTS - 1;
        }
        SLOT_IDS[slot] = (byte) id;
        SLOT_NAMES[slot] = name;
    }

    static int count() {
        return NAMES.length;
    }

    static String name(int id) {
        return NAMES[id];
    }

    static boolean isList(int id) {
        return id >= 0 && LISTS[id];
    }

    /** A hash that is the same for names which differ in case only. */
    static int hash(String name) {
        int hash = 0;
        for (int i = 0; i < name.length(); i++) {
            hash = step(hash, name.charAt(i));
        }
        return hash;
    }

    /** Adds one character to a {@link #hash}, which starts at 0. */
    static int step(int hash, int c) {
        return hash * 31 + (c | 0x20);
    }

    /** The number of a name or compact form; {@link #UNKNOWN} for others. */
    static int idOf(String name) {
        for (int slot = hash(name) & SLOTS - 1; SLOT_IDS[slot] != UNKNOWN; slot = slot + 1 & SLOTS - 1) {
            if (SLOT_NAMES[slot].equalsIgnoreCase(name)) {
                return SLOT_IDS[slot];
            }
        }
        return UNKNOWN;
    }

    /** As {@link #idOf(String)} for octets whose hash is known already. */
    static int idOf(byte[] bytes, int from, int to, int hash) {
        for (int slot = hash & SLOTS - 1; SLOT_IDS[slot] != UNKNOWN; slot = slot + 1 & SLOTS - 1) {
            if (equalsIgnoreCase(SLOT_NAMES[slot], bytes, from, to)) {
                return SLOT_IDS[slot];
            }
        }
        return UNKNOWN;
    }

    /** Whether ASCII text and octets are the same but for case. */
    static boolean equalsIgnoreCase(String text, byte[] bytes, int from, int to) {
        if (text.length() != to - from) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            int a = text.charAt(i);
            int b = bytes[from + i];
            if (a != b && (toLower(a) != toLower(b))) {
                return false;
            }
        }
        return true;
    }

    private static int toLower(int c) {
        return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
    }
}
