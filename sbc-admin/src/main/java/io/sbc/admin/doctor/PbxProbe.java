package io.sbc.admin.doctor;

import io.sbc.base.Clock;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.sip.transport.Destination.NextHop;
import io.sbc.core.sip.transport.TransportProtocol;
import java.io.IOException;
import java.io.InputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.DateTimeException;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * Asks an address of a PBX by one OPTIONS (RFC 3261 §11), as the SBC's health checks do, and reads what the answer tells: whether it is one,
 * how long it took, its clock, and which digest it asks for. Waits {@value #LIMIT_MILLIS} ms at most for each step.
 */
final class PbxProbe {

    /** What the JDK says when the first octets are no TLS record. */
    private static final String NO_TLS = "Unsupported or unrecognized SSL message";
    private static final int LIMIT_MILLIS = 3_000;
    private static final int REPEAT_MILLIS = 500;
    private static final int SLOW_MILLIS = 1_000;
    private static final long SKEW_MILLIS = 60_000;
    private static final Pattern STATUS = Pattern.compile("SIP/2\\.0 ([1-6][0-9]{2})[^\r\n]*");
    private static final Pattern DATE = Pattern.compile("(?im)^Date[ \t]*:[ \t]*([^\r\n]+)");
    private static final Pattern ALGORITHM = Pattern
            .compile(
                    "(?im)^(?:WWW|Proxy)-Authenticate[ \t]*:[ \t]*([A-Za-z]+)(?:[^\r\n]*?algorithm=\"?([A-Za-z0-9-]+))?");

    private final Clock clock;
    private final RandomGenerator random;
    private final Path trust;
    private final String from;

    /**
     * @param trust whom the certificates of PBXs chain to
     * @param from our address on the ICP side
     */
    PbxProbe(Clock clock, RandomGenerator random, Path trust, String from) {
        this.clock = clock;
        this.random = random;
        this.trust = trust;
        this.from = from;
    }

    /** @param host what the certificate of the PBX has to be for */
    Ailment ask(String path, String name, PbxDefinition pbx, String host, NextHop hop) {
        TransportProtocol transport = hop.protocol();
        InetSocketAddress target = hop.address();
        int port = target.getPort();
        long began = clock.nanoTime();
        try {
            String answer = switch (transport) {
                case UDP -> overUdp(target, pbx);
                case TCP -> overTcp(target, pbx);
                case TLS -> overTls(target, pbx, host);
            };
            return judge(path, name + " over " + transport, answer, (clock.nanoTime() - began) / 1_000_000);
        } catch (SocketTimeoutException silent) {
            return Ailment.problem(path, name + " does not answer over " + transport,
                    "Is it up, are address, port and transport right, and does no firewall drop it? Does the PBX allow the address of the SBC?");
        } catch (PortUnreachableException | java.net.ConnectException refused) {
            return Ailment.problem(path, name + " refuses " + transport + " port " + port,
                    "Nothing listens there: compare port and transport with the PBX's settings");
        } catch (SSLException failed) {
            if (String.valueOf(failed.getMessage()).contains(NO_TLS)) {
                return Ailment.problem(path, name + ": what listens on port " + port + " speaks no TLS",
                        "Compare port and transport with the PBX's settings: SIP over TLS mostly has port 5061");
            }
            return Ailment.problem(path, name + ": the TLS handshake fails: " + failed.getMessage(),
                    "Compare icp.tls.trust and icp.tls.protocols with the PBX's certificate (authority, name, expiry) and TLS versions");
        } catch (IOException | GeneralSecurityException failed) {
            return Ailment.problem(path, name + " cannot be asked: " + failed.getMessage(),
                    "Look at the route to it and at icp.tls.trust");
        }
    }

    private Ailment judge(String path, String name, String answer, long millis) {
        Matcher status = STATUS.matcher(answer);
        if (!status.lookingAt()) {
            return Ailment.problem(path, name + " answers with something that is no SIP",
                    "Is that the PBX's SIP port?");
        }
        Optional<Long> skew = skew(answer);
        if (skew.isPresent() && Math.abs(skew.get()) > SKEW_MILLIS) {
            return Ailment.warning(path, name + ": its clock is " + Math.abs(skew.get()) / 1000 + " s "
                    + (skew.get() < 0 ? "behind" : "ahead of") + " ours", "Set both clocks by NTP");
        }
        Matcher digest = ALGORITHM.matcher(answer);
        if (digest.find() && (!digest.group(1).equalsIgnoreCase("Digest") || !isKnown(digest.group(2)))) {
            String asked = digest.group(2) == null ? digest.group(1) : digest.group(1) + " " + digest.group(2);
            return Ailment.problem(path, name + " asks for " + asked,
                    "Let the PBX ask for Digest with MD5, SHA-256 or SHA-512-256");
        }
        if (status.group(1).equals("403")) {
            return Ailment.warning(path, name + " answers " + status.group(),
                    "Allow the address of the SBC in the PBX");
        }
        if (status.group(1).equals("503")) {
            return Ailment.warning(path, name + " answers " + status.group(),
                    "The PBX is overloaded, or in maintenance");
        }
        return millis > SLOW_MILLIS
                ? Ailment.warning(path, name + " answers after " + millis + " ms",
                        "Look at its load and at losses on the way")
                : Ailment.well(path, name + " answers " + status.group() + " in " + millis + " ms");
    }

    private static boolean isKnown(String algorithm) {
        return algorithm == null || algorithm.toUpperCase(Locale.ROOT).matches("(MD5|SHA-256|SHA-512-256)(-SESS)?");
    }

    private Optional<Long> skew(String answer) {
        Matcher date = DATE.matcher(answer);
        try {
            return date.find()
                    ? Optional.of(
                            ZonedDateTime.parse(date.group(1).strip(), DateTimeFormatter.RFC_1123_DATE_TIME).toInstant()
                                    .toEpochMilli() - clock.epochMillis())
                    : Optional.empty();
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }

    private byte[] options(String transport, PbxDefinition pbx, int port) {
        String token = Long.toHexString(random.nextLong());
        String here = (from.indexOf(':') >= 0 ? "[" + from + "]" : from) + ":" + port;
        return ("OPTIONS sip:" + pbx.domain() + " SIP/2.0\r\nVia: SIP/2.0/" + transport + " " + here + ";branch=z9hG4bK"
                + token
                + ";rport\r\nMax-Forwards: 1\r\nFrom: <sip:doctor@" + pbx.domain() + ">;tag=" + token + "\r\nTo: <sip:"
                + pbx.domain()
                + ">\r\nCall-ID: " + token + "\r\nCSeq: 1 OPTIONS\r\nContact: <sip:doctor@" + here
                + ">\r\nContent-Length: 0\r\n\r\n")
                .getBytes(StandardCharsets.UTF_8);
    }

    private String overUdp(InetSocketAddress target, PbxDefinition pbx) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.connect(target);
            byte[] request = options("UDP", pbx, socket.getLocalPort());
            byte[] buffer = new byte[65_535];
            long end = clock.nanoTime() + LIMIT_MILLIS * 1_000_000L;
            socket.setSoTimeout(REPEAT_MILLIS);
            while (clock.nanoTime() - end < 0) {
                socket.send(new DatagramPacket(request, request.length));
                Optional<String> answer = answer(socket, buffer);
                if (answer.isPresent()) {
                    return answer.get();
                }
            }
            throw new SocketTimeoutException("no answer");
        }
    }

    /** Empty when none comes in {@value #REPEAT_MILLIS} ms. */
    private static Optional<String> answer(DatagramSocket socket, byte[] buffer) throws IOException {
        DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
        try {
            socket.receive(packet);
            return Optional.of(new String(buffer, 0, packet.getLength(), StandardCharsets.UTF_8));
        } catch (SocketTimeoutException none) {
            return Optional.empty();
        }
    }

    private String overTcp(InetSocketAddress target, PbxDefinition pbx) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(target, LIMIT_MILLIS);
            return exchange(socket, "TCP", pbx);
        }
    }

    private String overTls(InetSocketAddress target, PbxDefinition pbx, String host)
            throws IOException, GeneralSecurityException {
        try (Socket plain = new Socket()) {
            plain.connect(target, LIMIT_MILLIS);
            plain.setSoTimeout(LIMIT_MILLIS);
            try (SSLSocket socket = (SSLSocket) context().getSocketFactory().createSocket(plain, host, target.getPort(),
                    true)) {
                SSLParameters parameters = socket.getSSLParameters();
                parameters.setEndpointIdentificationAlgorithm("HTTPS");
                socket.setSSLParameters(parameters);
                socket.startHandshake();
                return exchange(socket, "TLS", pbx);
            }
        }
    }

    private SSLContext context() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream pem = Files.newInputStream(trust)) {
            int number = 0;
            for (Certificate certificate : CertificateFactory.getInstance("X.509").generateCertificates(pem)) {
                store.setCertificateEntry("ca" + number++, certificate);
            }
        }
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }

    private String exchange(Socket socket, String transport, PbxDefinition pbx) throws IOException {
        socket.setSoTimeout(LIMIT_MILLIS);
        socket.getOutputStream().write(options(transport, pbx, socket.getLocalPort()));
        socket.getOutputStream().flush();
        byte[] buffer = new byte[65_535];
        int read = 0;
        while (read < buffer.length) {
            int more = socket.getInputStream().read(buffer, read, buffer.length - read);
            if (more < 0) {
                break;
            }
            read += more;
            String so = new String(buffer, 0, read, StandardCharsets.UTF_8);
            if (so.contains("\r\n\r\n")) {
                return so;
            }
        }
        throw new IOException("the connection was closed without an answer");
    }
}
