package io.sbc.perf.signalling;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/** One TLS connection of one phone: cuts what arrives into messages and hands them to what the phone is doing now. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or connect closes the channel, which is heard of
final class PhoneLine extends SimpleChannelInboundHandler<ByteBuf> {

    /** What a phone does: a registration, a call. Runs on the line's event loop. */
    interface Task {

        void begin(PhoneLine line);

        void onMessage(PhoneLine line, SipText message);

        void onClosed(PhoneLine line);
    }

    private static final String LENGTH = "\r\nContent-Length: ";

    private final Phone phone;
    private final Channel channel;
    private Task task;
    private String pending = "";
    private int sequence;

    PhoneLine(Phone phone, Channel channel, Task task) {
        this.phone = phone;
        this.channel = channel;
        this.task = task;
    }

    Phone phone() {
        return phone;
    }

    /** The next CSeq and the next number for whatever must differ. */
    int next() {
        return ++sequence;
    }

    /** Our address, as Via and Contact say it. */
    String address() {
        var local = (InetSocketAddress) channel.localAddress();
        return local.getAddress().getHostAddress() + ":" + local.getPort();
    }

    /** Unique over all lines of this process. */
    String id() {
        return channel.id().asShortText();
    }

    void send(String message) {
        channel.writeAndFlush(channel.alloc().buffer(message.length())
                .writeBytes(message.getBytes(StandardCharsets.UTF_8)));
    }

    /** Goes on with another task, from any thread. */
    void take(Task next) {
        channel.eventLoop().execute(() -> {
            task = next;
            next.begin(this);
        });
    }

    /** Does what it did last once more, from any thread. */
    void again() {
        channel.eventLoop().execute(() -> task.begin(this));
    }

    /** Whether what is sent now goes out soon: the server takes what it gets. */
    boolean isWritable() {
        return channel.isWritable();
    }

    void close() {
        channel.close();
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, ByteBuf bytes) {
        String text = pending + bytes.toString(StandardCharsets.UTF_8);
        int from = 0;
        while (true) {
            int head = text.indexOf("\r\n\r\n", from);
            if (head < 0) {
                break;
            }
            int end = head + 4 + bodyLength(text, from, head);
            if (end > text.length()) {
                break;
            }
            if (head > from) {
                task.onMessage(this, new SipText(text.substring(from, end)));
            }
            from = end;
        }
        pending = text.substring(from);
    }

    private static int bodyLength(String text, int from, int head) {
        int at = text.indexOf(LENGTH, from);
        if (at < 0 || at > head) {
            return 0;
        }
        return Integer.parseInt(text, at + LENGTH.length(), text.indexOf('\r', at + 2), 10);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        task.onClosed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        context.close();
    }
}
