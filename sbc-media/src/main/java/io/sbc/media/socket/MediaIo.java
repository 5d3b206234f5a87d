package io.sbc.media.socket;

import java.io.IOException;
import java.net.InetSocketAddress;

/** Makes channels and the pollers that can watch them. Any thread. */
public interface MediaIo {

    /** A channel bound to {@code address}. */
    UdpChannel open(InetSocketAddress address) throws IOException;

    /** A poller for channels of this kind. */
    Poller newPoller() throws IOException;

    /** For logs. */
    String description();

    /** The implementation of {@code kind}; {@link IoKind#AUTO} takes the native one where it works. */
    static MediaIo of(IoKind kind) {
        return switch (kind) {
            case NIO -> new NioIo();
            case NATIVE -> new NativeIo(NativePlatform.require());
            case AUTO -> NativePlatform.find().<MediaIo>map(NativeIo::new).orElseGet(NioIo::new);
        };
    }
}
