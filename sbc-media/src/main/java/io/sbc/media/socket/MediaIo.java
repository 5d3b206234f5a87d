package io.sbc.media.socket;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Makes channels and the pollers that can watch them. Any thread. */
public interface MediaIo {

    /** A channel bound to {@code address}, whose packets are not marked. */
    default UdpChannel open(InetSocketAddress address) throws IOException {
        return open(address, 0);
    }

    /**
     * A channel bound to {@code address}.
     *
     * @param trafficClass what its packets have as TOS octet (IPv4) or traffic class (IPv6): the DSCP and two zero bits
     *     (RFC 2474 §3)
     */
    UdpChannel open(InetSocketAddress address, int trafficClass) throws IOException;

    /** A poller for channels of this kind. */
    Poller newPoller() throws IOException;

    /** For logs. */
    String description();

    /** The implementation of {@code kind}; {@link IoKind#AUTO} takes what is fastest here. */
    static MediaIo of(IoKind kind) {
        return switch (kind) {
            case NIO -> new NioIo();
            case NATIVE -> new NativeIo(NativePlatform.require(), false, false);
            case AUTO -> NativePlatform.find()
                    .<MediaIo>map(sockets -> new NativeIo(sockets, RawSender.works(sockets),
                            ReservedTime.works(sockets)))
                    .orElseGet(NioIo::new);
        };
    }
}
