package io.sbc.core.sip.transport;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.Via;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Writes the true source into the topmost Via of a request (RFC 3261 §18.2.1, RFC 3581 §4), so that every response made
 * from it carries it.
 */
final class ReceivedVia {

    private ReceivedVia() {}

    static SipRequest complete(SipRequest request, InetSocketAddress source) {
        Via via = request.topmostVia();
        Via completed = complete(via, source);
        return completed.equals(via) ? request : request.withTopmostVia(completed);
    }

    /** For a response that was made before its request was completed. */
    static SipResponse complete(SipResponse response, InetSocketAddress source) {
        Via completed = complete(response.topmostVia(), source);
        return response.edit().removeFirst(HeaderName.VIA).prepend(HeaderName.VIA, completed).build();
    }

    static Via complete(Via via, InetSocketAddress source) {
        boolean wantsPort = via.parameters().has("rport");
        boolean toldReceived = via.parameters().has("received");
        Via completed = wantsPort ? via.withParameter("rport", Integer.toString(source.getPort())) : via;
        return wantsPort || toldReceived || !isSameHost(via.host(), source.getAddress())
                ? completed.withParameter("received", literal(source.getAddress()))
                : completed;
    }

    /** The address as text, without brackets and without a zone. */
    static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        return zone < 0 ? text : text.substring(0, zone);
    }

    private static boolean isSameHost(String host, InetAddress source) {
        if (!(source instanceof Inet6Address)) {
            return host.equals(source.getHostAddress());
        }
        if (!host.startsWith("[") || !host.endsWith("]")) {
            return false;
        }
        try {
            return InetAddress.ofLiteral(host.substring(1, host.length() - 1)).equals(source);
        } catch (IllegalArgumentException noLiteral) {
            return false;
        }
    }
}
