package io.sbc.core.sip.transport.tls;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.SslClientHelloHandler;
import io.netty.util.concurrent.Future;

/**
 * Reads a connection's ClientHello, in however many pieces it comes, and puts the {@code SslHandler} of the certificate in
 * its own place, which then reads the same octets. On the connection's event loop.
 */
final class ClientHelloHandler extends SslClientHelloHandler<ClientHello> {

    /** A hello with post-quantum key shares has less than 3 KiB; one that is larger than this ends the connection. */
    private static final int HELLO_MAX = 8 << 10;

    private final ServerIdentities identities;

    ClientHelloHandler(ServerIdentities identities) {
        super(HELLO_MAX);
        this.identities = identities;
    }

    /** @param hello null when what came is a TLS record, but no ClientHello */
    @Override
    @SuppressWarnings("NullAway") // Netty is not annotated
    protected Future<ClientHello> lookup(ChannelHandlerContext context, ByteBuf hello) {
        return context.executor().newSucceededFuture(hello == null ? ClientHello.UNKNOWN : ClientHello.parse(hello));
    }

    @Override
    protected void onLookupComplete(ChannelHandlerContext context, Future<ClientHello> hello) {
        context.pipeline().replace(this, null, identities.handlerFor(hello.getNow(), context.alloc()));
    }
}
