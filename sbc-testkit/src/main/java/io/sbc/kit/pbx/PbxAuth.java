package io.sbc.kit.pbx;

import io.sbc.kit.sip.Digest;
import io.sbc.kit.sip.SipNode;
import java.text.ParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.Header;
import javax.sip.header.ProxyAuthorizationHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

/** Digest as a server (RFC 3261 §22.4): fresh nonces, each with its rising count. Agent thread. */
final class PbxAuth {
    /** Oldest forgotten first: whoever still holds one is challenged again with {@code stale}. */
    private static final int NONCES_MAX = 10_000;

    private final String realm;
    private final List<Digest.Algorithm> algorithms;
    private final Supplier<String> nonces;
    private final Map<String, Long> countOfNonce = new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > NONCES_MAX;
        }
    };

    /** What a request's credentials are worth. */
    enum Verdict {
        GOOD,
        MISSING,
        STALE,
        WRONG
    }

    PbxAuth(String realm, List<Digest.Algorithm> algorithms, Supplier<String> nonces) {
        this.realm = realm;
        this.algorithms = List.copyOf(algorithms);
        this.nonces = nonces;
    }

    /**
     * Judges.
     *
     * @param extension who must prove itself; empty proves nothing
     */
    Verdict judge(Request request, Optional<Extension> extension, boolean asProxy) {
        Header header = request.getHeader(asProxy ? ProxyAuthorizationHeader.NAME : AuthorizationHeader.NAME);
        if (header == null) {
            return Verdict.MISSING;
        }
        Map<String, String> fields = Digest.parse(header.toString().substring(header.getName().length() + 2));
        if (extension.isEmpty() || !extension.get().authUser().equals(fields.get("username"))
                || !realm.equals(fields.get("realm"))
                || !Digest.proves(fields, extension.get().password(), request.getMethod())) {
            return Verdict.WRONG;
        }
        Long last = countOfNonce.get(fields.getOrDefault("nonce", ""));
        long count = fields.containsKey("nc") ? Long.parseLong(fields.get("nc"), 16) : 1;
        if (last == null || (fields.containsKey("nc") && count <= last)) {
            return Verdict.STALE;
        }
        countOfNonce.put(fields.get("nonce"), count);
        return Verdict.GOOD;
    }

    /** 401 or 407 with one challenge for each algorithm, in the order of preference (RFC 8760 §2.3). */
    Response challenge(SipNode node, Request request, boolean asProxy, boolean stale) throws ParseException {
        Response response = node.messages()
                .createResponse(asProxy ? Response.PROXY_AUTHENTICATION_REQUIRED : Response.UNAUTHORIZED, request);
        for (Digest.Algorithm algorithm : algorithms) {
            String nonce = nonces.get();
            countOfNonce.put(nonce, 0L);
            Map<String, String> fields = new LinkedHashMap<>();
            fields.put("realm", realm);
            fields.put("nonce", nonce);
            fields.put("algorithm", algorithm.sipName());
            fields.put("qop", "auth");
            if (stale) {
                fields.put("stale", "true");
            }
            response.addHeader(node.header(asProxy ? "Proxy-Authenticate" : "WWW-Authenticate", Digest.write(fields)));
        }
        return response;
    }
}
