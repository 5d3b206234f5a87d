package io.sbc.perf.signalling;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLException;

/** Opens the lines of phones: TLS with full handshakes, from so many addresses of 127/8 that no port range ends. */
@SuppressWarnings("FutureReturnValueIgnored") // a failed write or connect closes the channel, which is heard of
final class PhoneRack implements AutoCloseable {

    /** Phones behind one address, where nobody says another number. */
    static final int PER_ADDRESS = 250;
    private static final int NETWORK = 250;

    /** After so many connections the phones have other addresses: a port rests for a minute (TIME_WAIT), and an address has 28,000. */
    private static final int CONNECTIONS_PER_TURN = 20_000;
    private static final int TURNS = 16;
    private static final int AT_ONCE = 64;
    private static final int RECEIVE_BUFFER = 4096;
    private static final int CONNECT_MILLIS = 20_000;

    private final InetSocketAddress server;
    private final int perAddress;
    private final SslContext tls;
    private final AtomicInteger opens = new AtomicInteger();
    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());

    /** With the groups that every peer knows. */
    PhoneRack(InetSocketAddress server, int perAddress) throws SSLException {
        this(server, perAddress, "x25519", "secp256r1");
    }

    /**
     * @param perAddress phones behind one address: as many as an office behind a NAT has, or one household
     * @param groups for the key exchange, in TLS's names; the rivals must be offered what both can do
     */
    PhoneRack(InetSocketAddress server, int perAddress, String... groups) throws SSLException {
        this.server = server;
        this.perAddress = perAddress;
        this.tls = SslContextBuilder.forClient().option(OpenSslContextOption.GROUPS, groups.clone())
                .sslProvider(SslProvider.OPENSSL)
                .trustManager(InsecureTrustManagerFactory.INSTANCE).endpointIdentificationAlgorithm(null)
                .protocols("TLSv1.3").build();
    }

    /** With a full handshake; see below. */
    CompletableFuture<PhoneLine> open(int index, PhoneLine.Task task) {
        return open(index, false, task);
    }

    /**
     * Opens a line and begins the task once the handshake is done. A line that cannot be opened ends the task.
     *
     * @param resuming the phone's last session by its ticket, where it has one
     */
    CompletableFuture<PhoneLine> open(int index, boolean resuming, PhoneLine.Task task) {
        var opened = new CompletableFuture<PhoneLine>();
        int household = index / perAddress;
        int turn = opens.getAndIncrement() / CONNECTIONS_PER_TURN % TURNS;
        var source = new InetSocketAddress("127." + (1 + turn + TURNS * (household / NETWORK / NETWORK)) + "."
                + household / NETWORK % NETWORK + "." + (1 + household % NETWORK), 0);
        ChannelFuture connecting = new Bootstrap().group(loop).channel(EpollSocketChannel.class)
                .option(ChannelOption.SO_REUSEADDR, true).option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER)
                .option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        var line = new PhoneLine(Phone.number(index), channel, task);
                        // A name tells sessions apart; without a dot it is not sent.
                        SslHandler handler = resuming
                                ? tls.newHandler(channel.alloc(), "phone" + index, 1)
                                : tls.newHandler(channel.alloc());
                        handler.setHandshakeTimeoutMillis(CONNECT_MILLIS);
                        channel.pipeline().addLast(handler, new OnHandshake(line, task, opened), line);
                    }
                }).connect(server, source);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                opened.completeExceptionally(done.cause());
            }
        });
        return opened;
    }

    /** Opens lines for the phones {@code first} to {@code first + count - 1}; waits until all are there. */
    List<PhoneLine> openAll(int first, int count, PhoneLine.Task task) throws InterruptedException {
        var slots = new Semaphore(AT_ONCE);
        List<CompletableFuture<PhoneLine>> all = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            if (!slots.tryAcquire(CONNECT_MILLIS, TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("phones cannot connect to " + server);
            }
            CompletableFuture<PhoneLine> line = open(first + i, task);
            line.whenComplete((opened, failure) -> slots.release());
            all.add(line);
        }
        return all.stream().map(CompletableFuture::join).toList();
    }

    /** Does something later, on the event loop of the lines. */
    void later(long millis, Runnable what) {
        loop.schedule(what, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        loop.shutdownGracefully(0, 2, TimeUnit.SECONDS).syncUninterruptibly();
    }

    /** Begins the task when TLS stands. */
    private static final class OnHandshake extends ChannelInboundHandlerAdapter {

        private final PhoneLine line;
        private final PhoneLine.Task task;
        private final CompletableFuture<PhoneLine> opened;

        OnHandshake(PhoneLine line, PhoneLine.Task task, CompletableFuture<PhoneLine> opened) {
            this.line = line;
            this.task = task;
            this.opened = opened;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object event) {
            if (event instanceof SslHandshakeCompletionEvent handshake) {
                context.pipeline().remove(this);
                if (handshake.isSuccess()) {
                    opened.complete(line);
                    task.begin(line);
                } else {
                    opened.completeExceptionally(handshake.cause());
                }
            }
        }
    }
}
