package io.sbc.core.sip.transport;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;

/**
 * Stands at the head of a connection that was accepted until something comes over it, and tells thereby who opened it and went without a
 * word: monitors and load balancers do, to see whether somebody is there. On the connection's event loop.
 */
final class FirstOctets extends ChannelInboundHandlerAdapter {

    /** Whether nothing has come yet. */
    static boolean areAwaited(ChannelPipeline pipeline) {
        return pipeline.get(FirstOctets.class) != null;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object octets) {
        context.pipeline().remove(this);
        context.fireChannelRead(octets);
    }
}
