package io.sbc.core.sip.transport;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.sbc.core.sip.message.ParseLimits;

/** {@link SipFramer} for tests of other packages. */
public final class Framing {

    private Framing() {}

    /** Feeds a stream, in two pieces, and counts what comes out; no frame is larger than what went in. */
    public static int frames(byte[] stream) {
        EmbeddedChannel channel = new EmbeddedChannel(new SipFramer(ParseLimits.DEFAULT));
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(stream, 0, stream.length / 2));
            channel.writeInbound(Unpooled.wrappedBuffer(stream, stream.length / 2, stream.length - stream.length / 2));
            int frames = 0;
            for (Object frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
                if (frame instanceof Frame.Message message && message.bytes().length > stream.length) {
                    throw new AssertionError("a frame larger than the stream");
                }
                frames++;
            }
            return frames;
        } finally {
            channel.finishAndReleaseAll();
        }
    }
}
