package io.sbc.core.sip.transport;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.DatagramChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How sockets are driven: Linux's epoll where Netty has its native library, the JDK's NIO elsewhere. Handlers see no
 * difference.
 *
 * @param name for the log
 */
record EdgeIo(String name, IoHandlerFactory handlers, Class<? extends ServerChannel> server,
        Class<? extends SocketChannel> client, Class<? extends DatagramChannel> datagram) {

    private static final Logger LOG = LoggerFactory.getLogger(EdgeIo.class);

    /** The best that there is on this machine. */
    static EdgeIo best() {
        if (Epoll.isAvailable()) {
            return epoll();
        }
        LOG.debug("epoll cannot be used here: {}", String.valueOf(Epoll.unavailabilityCause()));
        return nio();
    }

    static EdgeIo epoll() {
        return new EdgeIo("epoll", EpollIoHandler.newFactory(), EpollServerSocketChannel.class,
                EpollSocketChannel.class, EpollDatagramChannel.class);
    }

    static EdgeIo nio() {
        return new EdgeIo("nio", NioIoHandler.newFactory(), NioServerSocketChannel.class, NioSocketChannel.class,
                NioDatagramChannel.class);
    }

    /** The event loops of phones, one for each processor. */
    EventLoopGroup phoneLoops() {
        return new MultiThreadIoEventLoopGroup(Runtime.getRuntime().availableProcessors(),
                new DefaultThreadFactory("edge"), handlers);
    }

    /** Those of PBXs: however much phones send, a PBX is heard at once. */
    EventLoopGroup pbxLoops() {
        return new MultiThreadIoEventLoopGroup(Math.max(1, Runtime.getRuntime().availableProcessors() / 2),
                new DefaultThreadFactory("edge-icp"), handlers);
    }
}
