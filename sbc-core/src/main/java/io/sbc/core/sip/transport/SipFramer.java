package io.sbc.core.sip.transport;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.transport.Frame.Reason;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into messages by Content-Length (RFC 3261 §18.3). What is over a limit is noticed while it arrives: never
 * more is buffered than the limit of a message and one read. After a {@link Frame.Broken} everything is skipped. On the
 * connection's event loop.
 *
 * <pre>
 *   *( CRLF )   start-line CRLF  *( header CRLF )  CRLF   body of Content-Length octets
 *   └ keepalive └───────────────── head ───────────────┘
 * </pre>
 */
final class SipFramer extends ByteToMessageDecoder {

    private static final byte[] NOTHING = new byte[0];
    private static final Frame PING = new Frame.Ping();
    private static final String TOKEN_MARKS = "-.!%*_+`'~";

    /** "SIP/". */
    private static final int PROTOCOL_LENGTH = 4;

    private final ParseLimits limits;
    private boolean broken;
    private int blankLines;

    /** Of the message that arrives; all offsets from its first octet. */
    private boolean inMessage;
    private int scanned;
    private int lineStart;
    private int fields;
    private ContentLength length = new ContentLength();
    private int total;

    SipFramer(ParseLimits limits) {
        this.limits = limits;
    }

    /** Whether a message has begun to arrive. */
    boolean isInMessage() {
        return inMessage;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (!inMessage && !begin(in, out)) {
            return;
        }
        if (total == 0 && !readHead(in, out)) {
            return;
        }
        if (in.readableBytes() >= total) {
            byte[] message = new byte[total];
            in.readBytes(message);
            out.add(new Frame.Message(message));
            reset();
        }
    }

    /** Skips line ends between messages; true when a message begins. */
    private boolean begin(ByteBuf in, List<Object> out) {
        while (in.isReadable()) {
            byte b = in.getByte(in.readerIndex());
            if (b == '\r') {
                if (in.readableBytes() < 2) {
                    return false;
                }
                if (in.getByte(in.readerIndex() + 1) != '\n') {
                    breakOff(Reason.GARBAGE, NOTHING, in, out);
                    return false;
                }
                in.skipBytes(2);
                if (++blankLines == 2) {
                    blankLines = 0;
                    out.add(PING);
                    return false;
                }
            } else if (isTokenChar(b)) {
                inMessage = true;
                blankLines = 0;
                return true;
            } else {
                breakOff(Reason.GARBAGE, NOTHING, in, out);
                return false;
            }
        }
        return false;
    }

    /** Looks for the end of the head; true when it was found and {@code total} is known. */
    private boolean readHead(ByteBuf in, List<Object> out) {
        int start = in.readerIndex();
        int end = in.writerIndex();
        for (int lf = in.indexOf(start + scanned, end, (byte) '\n'); lf >= 0; lf = in.indexOf(lf + 1, end,
                (byte) '\n')) {
            int from = start + lineStart;
            int to = lf > from && in.getByte(lf - 1) == '\r' ? lf - 1 : lf;
            if (to == from) {
                return endHead(in, lf + 1 - start, out);
            }
            Reason wrong = onLine(in, from, to);
            if (wrong != null) {
                breakOff(wrong, NOTHING, in, out);
                return false;
            }
            lineStart = lf + 1 - start;
        }
        scanned = end - start;
        if (scanned - lineStart > limits.lineOctets() + 1 || scanned > limits.messageOctets()) {
            breakOff(Reason.TOO_LARGE, NOTHING, in, out);
        }
        return false;
    }

    private @Nullable Reason onLine(ByteBuf in, int from, int to) {
        if (to - from > limits.lineOctets()) {
            return Reason.TOO_LARGE;
        }
        if (lineStart == 0) {
            return isStartLine(in, from, to) ? null : Reason.GARBAGE;
        }
        if (!ContentLength.isFolded(in, from, to) && ++fields > limits.headerFields()) {
            return Reason.TOO_LARGE;
        }
        length.onLine(in, from, to);
        return null;
    }

    private boolean endHead(ByteBuf in, int headLength, List<Object> out) {
        int body = length.result();
        if (body < 0) {
            breakOff(Reason.LENGTH, head(in, headLength), in, out);
            return false;
        }
        if (body > limits.messageOctets() - headLength) {
            breakOff(Reason.TOO_LARGE, head(in, headLength), in, out);
            return false;
        }
        total = headLength + body;
        return true;
    }

    private static byte[] head(ByteBuf in, int headLength) {
        byte[] head = new byte[headLength];
        in.getBytes(in.readerIndex(), head);
        return head;
    }

    private void breakOff(Reason reason, byte[] head, ByteBuf in, List<Object> out) {
        broken = true;
        in.skipBytes(in.readableBytes());
        out.add(new Frame.Broken(reason, head));
    }

    private void reset() {
        inMessage = false;
        scanned = 0;
        lineStart = 0;
        fields = 0;
        total = 0;
        length = new ContentLength();
    }

    /** {@code SIP/2.0 200 OK} or {@code INVITE sip:… SIP/2.0}; the version itself is the parser's. */
    private static boolean isStartLine(ByteBuf in, int from, int to) {
        for (int i = from; i <= to - PROTOCOL_LENGTH; i++) {
            if (in.getByte(i) == 'S' && in.getByte(i + 1) == 'I' && in.getByte(i + 2) == 'P'
                    && in.getByte(i + 3) == '/') {
                return true;
            }
        }
        return false;
    }

    private static boolean isTokenChar(byte b) {
        return (b >= 'a' && b <= 'z') || (b >= 'A' && b <= 'Z') || (b >= '0' && b <= '9')
                || TOKEN_MARKS.indexOf(b) >= 0;
    }
}
