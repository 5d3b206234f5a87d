package io.sbc.kit.sip;

import java.net.InetSocketAddress;
import java.util.Locale;
import java.util.Optional;

/**
 * One SIP message as it passed a socket: the bytes decoded as UTF-8, nothing parsed away.
 *
 * @param nanos when, on the monotonic clock of {@link System#nanoTime()}
 * @param sent  true when this node sent it
 */
public record TracedMessage(long nanos, boolean sent, SipTransport transport, InetSocketAddress local,
        InetSocketAddress remote, String text) {

    /** The request line or status line. */
    public String firstLine() {
        int end = text.indexOf('\r');
        return end < 0 ? text : text.substring(0, end);
    }

    public boolean isRequest() {
        return !text.startsWith("SIP/2.0 ");
    }

    /** The method of a request; of a response, that of its CSeq. */
    public String method() {
        if (isRequest()) {
            int space = text.indexOf(' ');
            return space < 0 ? text : text.substring(0, space);
        }
        String cseq = header("CSeq").orElse("");
        return cseq.substring(cseq.lastIndexOf(' ') + 1);
    }

    /** The status code of a response, 0 of a request. */
    public int status() {
        return isRequest() ? 0 : Integer.parseInt(text.substring(8, 11));
    }

    /** The first value of a header, written out or in its compact form if that is given as the name. */
    public Optional<String> header(String name) {
        String wanted = name.toLowerCase(Locale.ROOT) + ":";
        for (String line : text.split("\r\n", -1)) {
            if (line.isEmpty()) {
                return Optional.empty();
            }
            if (line.toLowerCase(Locale.ROOT).startsWith(wanted)) {
                return Optional.of(line.substring(wanted.length()).trim());
            }
        }
        return Optional.empty();
    }

    public String callId() {
        return header("Call-ID").or(() -> header("i")).orElse("");
    }

    /** What follows the empty line; empty when nothing does. */
    public String body() {
        int end = text.indexOf("\r\n\r\n");
        return end < 0 ? "" : text.substring(end + 4);
    }

    public boolean hasSdp() {
        return body().startsWith("v=");
    }
}
