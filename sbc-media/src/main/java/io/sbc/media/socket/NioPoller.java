package io.sbc.media.socket;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** {@link Poller} over a {@link Selector}. */
final class NioPoller implements Poller {

    private final Selector selector;
    private final Consumer<SelectionKey> dispatch = this::dispatch;
    private int packets;

    NioPoller() throws IOException {
        selector = Selector.open();
    }

    private void dispatch(SelectionKey key) {
        packets += ((ReadHandler) key.attachment()).onReadable();
    }

    @Override
    public boolean add(UdpChannel channel, ReadHandler handler) {
        try {
            ((NioUdpChannel) channel).channel().register(selector, SelectionKey.OP_READ, handler);
            return true;
        } catch (ClosedChannelException e) {
            return false;
        }
    }

    @Override
    public void remove(UdpChannel channel) {
        SelectionKey key = ((NioUdpChannel) channel).channel().keyFor(selector);
        if (key != null) {
            key.cancel();
            flushCancelledKeys();
        }
    }

    /** A cancelled key keeps the port bound until the next selection. */
    private void flushCancelledKeys() {
        try {
            selector.selectNow(key -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public int poll(int timeoutMillis) {
        packets = 0;
        try {
            if (timeoutMillis == 0) {
                selector.selectNow(dispatch);
            } else {
                selector.select(dispatch, timeoutMillis);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packets;
    }

    @Override
    public void pause(long nanos) {
        LockSupport.parkNanos(this, nanos);
    }

    @Override
    public void wakeup() {
        selector.wakeup();
    }

    @Override
    public void close() {
        try {
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
