package io.sbc.kit.sip;

import java.text.ParseException;
import java.util.HashMap;
import java.util.ListIterator;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sip.header.AuthorizationHeader;
import javax.sip.header.Header;
import javax.sip.header.HeaderFactory;
import javax.sip.header.ProxyAuthenticateHeader;
import javax.sip.header.ProxyAuthorizationHeader;
import javax.sip.header.WWWAuthenticateHeader;
import javax.sip.message.Request;
import javax.sip.message.Response;

/**
 * A user's name and password, and how a client answers challenges with them (RFC 3261 §22.2, §22.3). Used on one agent
 * thread.
 */
public final class Credentials {
    private final String user;
    private final String password;
    private final Supplier<String> cnonces;
    private final Map<String, Integer> nonceCounts = new HashMap<>();

    /**
     * @param cnonces gives client nonces
     */
    public Credentials(String user, String password, Supplier<String> cnonces) {
        this.user = user;
        this.password = password;
        this.cnonces = cnonces;
    }

    public String user() {
        return user;
    }

    /**
     * The header that answers the topmost challenge whose algorithm is known (RFC 8760 §2.4: the challenges stand in the
     * order of the server's preference); empty when the response holds none.
     */
    public Optional<Header> answer(Response challenge, Request request, HeaderFactory headers) throws ParseException {
        boolean proxy = challenge.getStatusCode() == Response.PROXY_AUTHENTICATION_REQUIRED;
        ListIterator<?> challenges = challenge
                .getHeaders(proxy ? ProxyAuthenticateHeader.NAME : WWWAuthenticateHeader.NAME);
        while (challenges.hasNext()) {
            String text = challenges.next().toString();
            Map<String, String> fields = Digest.parse(text.substring(text.indexOf(':') + 1).trim());
            if (Digest.Algorithm.of(fields).isEmpty()) {
                continue;
            }
            if (nonceCounts.size() > 1_000) {
                nonceCounts.clear();
            }
            int count = nonceCounts.merge(fields.getOrDefault("nonce", ""), 1, Integer::sum);
            String value = Digest.answer(fields, user, password, request.getMethod(),
                    request.getRequestURI().toString(),
                    cnonces.get(), count);
            return Optional
                    .of(headers.createHeader(proxy ? ProxyAuthorizationHeader.NAME : AuthorizationHeader.NAME, value));
        }
        return Optional.empty();
    }
}
