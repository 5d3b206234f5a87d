package io.sbc.kit.script;

import java.util.Map;

/** Reason phrases of RFC 3261 §21 and of the extensions that scripts use. */
final class Phrases {
    private static final Map<Integer, String> TEXTS = Map.ofEntries(Map.entry(100, "Trying"),
            Map.entry(180, "Ringing"), Map.entry(181, "Call Is Being Forwarded"), Map.entry(183, "Session Progress"),
            Map.entry(200, "OK"), Map.entry(202, "Accepted"), Map.entry(302, "Moved Temporarily"),
            Map.entry(401, "Unauthorized"), Map.entry(407, "Proxy Authentication Required"),
            Map.entry(404, "Not Found"), Map.entry(405, "Method Not Allowed"), Map.entry(408, "Request Timeout"),
            Map.entry(420, "Bad Extension"), Map.entry(421, "Extension Required"),
            Map.entry(422, "Session Interval Too Small"), Map.entry(423, "Interval Too Brief"),
            Map.entry(480, "Temporarily Unavailable"), Map.entry(481, "Call/Transaction Does Not Exist"),
            Map.entry(486, "Busy Here"), Map.entry(487, "Request Terminated"), Map.entry(488, "Not Acceptable Here"),
            Map.entry(489, "Bad Event"), Map.entry(491, "Request Pending"), Map.entry(501, "Not Implemented"),
            Map.entry(503, "Service Unavailable"), Map.entry(603, "Decline"));

    private Phrases() {}

    static String of(int status) {
        return TEXTS.getOrDefault(status, "Said By Script");
    }
}
