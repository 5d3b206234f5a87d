package io.sbc.core.sip.transport;

/**
 * What our Via says of us (RFC 3261 §18.1.1): the advertised address of a side and the port that listens there.
 *
 * @param host name, IPv4, or IPv6 in brackets
 * @param port never 0
 */
public record SentBy(String host, int port) {

    /** Puts a bare IPv6 address into brackets; leaves everything else as it is. */
    public static SentBy of(String address, int port) {
        boolean bare6 = address.indexOf(':') >= 0 && !address.startsWith("[");
        return new SentBy(bare6 ? "[" + address + "]" : address, port);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
