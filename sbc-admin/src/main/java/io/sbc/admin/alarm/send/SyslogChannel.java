package io.sbc.admin.alarm.send;

import io.sbc.admin.alarm.AlarmNews;
import io.sbc.admin.certs.TrustedPeers;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.AlarmSettings.SyslogSettings;
import io.sbc.core.config.AlarmSettings.SyslogTransport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * Syslog: a datagram for each message (RFC 5426), or a connection for each batch, with octets counted (RFC 6587 §3.4.1, RFC 5425 §4.3).
 * A connection is closed in order when all is written, so that a receiver that has gone is noticed; with UDP nobody knows.
 */
final class SyslogChannel implements Channel {

    private static final int BATCH_MAX = 100;
    private static final int TIMEOUT_MILLIS = 5_000;

    private final SyslogSettings settings;
    private final String host;
    private final InstantSource clock;

    /** @param host what we call ourselves */
    SyslogChannel(SyslogSettings settings, String host, InstantSource clock) {
        this.settings = settings;
        this.host = host;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "syslog";
    }

    @Override
    public String target() {
        return settings.host() + ":" + settings.port() + " " + settings.transport().name().toLowerCase(
                java.util.Locale.ROOT);
    }

    @Override
    public Severity severity() {
        return settings.severity();
    }

    @Override
    public int batchMax() {
        return BATCH_MAX;
    }

    @Override
    public Duration gather() {
        return Duration.ZERO;
    }

    @Override
    public void send(List<AlarmNews> batch) throws IOException {
        List<byte[]> messages = new ArrayList<>();
        batch.forEach(news -> messages.add(SyslogMessage.write(news, settings.facility(), host,
                ProcessHandle.current().pid(), clock.instant())));
        if (settings.transport() == SyslogTransport.UDP) {
            sendDatagrams(messages);
        } else {
            sendStream(messages);
        }
    }

    private InetAddress address() throws IOException {
        try {
            return InetAddress.getByName(settings.host());
        } catch (UnknownHostException unknown) {
            throw new IOException("there is no host " + settings.host(), unknown);
        }
    }

    private void sendDatagrams(List<byte[]> messages) throws IOException {
        InetAddress address = address();
        try (DatagramSocket socket = new DatagramSocket()) {
            for (byte[] message : messages) {
                socket.send(new DatagramPacket(message, message.length, address, settings.port()));
            }
        }
    }

    private void sendStream(List<byte[]> messages) throws IOException {
        ByteArrayOutputStream framed = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            framed.write((message.length + " ").getBytes(StandardCharsets.US_ASCII));
            framed.write(message);
        }
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(TIMEOUT_MILLIS);
            plain.connect(new InetSocketAddress(address(), settings.port()), TIMEOUT_MILLIS);
            if (settings.transport() == SyslogTransport.TCP) {
                write(plain, framed);
                return;
            }
            try (SSLSocket secure = (SSLSocket) TrustedPeers.context(settings.trust()).getSocketFactory()
                    .createSocket(plain, settings.host(), settings.port(), true)) {
                SSLParameters parameters = secure.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS"); // RFC 5425 §5.2: the name has to be its
                secure.setSSLParameters(parameters);
                secure.startHandshake();
                write(secure, framed);
            }
        }
    }

    private static void write(Socket socket, ByteArrayOutputStream framed) throws IOException {
        framed.writeTo(socket.getOutputStream());
        socket.getOutputStream().flush();
        socket.shutdownOutput();
    }
}
