package io.sbc.core.sip.transport.tls;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.TlsListener;
import io.sbc.core.config.TlsListener.TlsProvider;
import java.io.IOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The certificates of one listener and the choice among them (RFC 6066 §3, lesson 20): those for the name that the client
 * asks for, exact before wildcard, else the first one and those that share a name with it; of these the first on an elliptic
 * curve that the client can use, since its signatures cost a thirtieth, else the first with RSA. Read on event loops;
 * loaded, rotated and released by {@link TlsIdentities}.
 */
public final class ServerIdentities {

    private final boolean speaks13;
    private final List<Identity> all;
    private final List<Identity> defaults;
    private final Map<String, List<Identity>> byName = new HashMap<>();

    /** @param curve empty with RSA */
    private record Identity(CertificateNames names, Optional<EcCurve> curve, SslContext context, TicketKeys tickets,
            Instant notAfter) {}

    private ServerIdentities(List<Identity> all, boolean speaks13) {
        this.speaks13 = speaks13;
        this.all = List.copyOf(all);
        CertificateNames first = all.getFirst().names();
        this.defaults = Stream.concat(Stream.of(all.getFirst()),
                all.stream().skip(1).filter(identity -> identity.names().sharesWith(first))).toList();
        for (Identity identity : all) {
            identity.names().dnsNames()
                    .forEach(name -> byName.computeIfAbsent(name, _ -> new ArrayList<>()).add(identity));
        }
    }

    /**
     * Reads every certificate and key of a listener.
     *
     * @throws IOException naming the file and what is wrong with it
     */
    static ServerIdentities load(TlsListener settings, SecureRandom random, long nowMillis) throws IOException {
        TlsProvider provider = TlsProviders.usable(settings.provider());
        List<Identity> loaded = new ArrayList<>();
        try {
            for (CertificateFiles files : settings.certificates().stream().filter(CertificateFiles::isWanted)
                    .toList()) {
                PemIdentity identity = PemIdentity.read(files.certificate(), files.key());
                X509Certificate certificate = identity.chain().getFirst();
                SslContext context = TlsContexts.server(identity, settings, provider);
                loaded.add(new Identity(CertificateNames.of(certificate), EcCurve.of(certificate), context,
                        new TicketKeys(context, random, nowMillis), certificate.getNotAfter().toInstant()));
            }
            if (loaded.isEmpty()) {
                throw new IOException("none of the certificates is there");
            }
            return new ServerIdentities(loaded, settings.protocols().contains("TLSv1.3"));
        } catch (IOException | RuntimeException failure) {
            loaded.forEach(identity -> ReferenceCountUtil.release(identity.context()));
            throw failure;
        }
    }

    /** The first handler of a new connection: one for TLS, or one that first looks which. */
    public ChannelHandler newHandler(ByteBufAllocator allocator) {
        return all.size() == 1 ? newHandler(all.getFirst(), allocator) : new ClientHelloHandler(this);
    }

    SslHandler handlerFor(ClientHello hello, ByteBufAllocator allocator) {
        return newHandler(choose(hello), allocator);
    }

    private static SslHandler newHandler(Identity identity, ByteBufAllocator allocator) {
        SslHandler handler = identity.context().newHandler(allocator);
        handler.setHandshakeTimeoutMillis(0); // the connection's own clock has it
        return handler;
    }

    private Identity choose(ClientHello hello) {
        List<Identity> candidates = byServerName(hello.serverName());
        for (Identity candidate : candidates) {
            if (candidate.curve().filter(curve -> hello.takes(curve, speaks13)).isPresent()) {
                return candidate;
            }
        }
        return candidates.stream().filter(candidate -> candidate.curve().isEmpty()).findFirst()
                .orElse(candidates.getFirst());
    }

    private List<Identity> byServerName(String name) {
        List<Identity> exact = byName.get(name);
        if (exact != null) {
            return exact;
        }
        int dot = name.indexOf('.');
        List<Identity> wildcard = dot > 0 ? byName.get("*" + name.substring(dot)) : null;
        return wildcard != null ? wildcard : defaults;
    }

    /** When the first of them expires. */
    Instant earliestExpiry() {
        return all.stream().map(Identity::notAfter).min(Instant::compareTo).orElseThrow();
    }

    void rotateTickets(long nowMillis) {
        all.forEach(identity -> identity.tickets().rotate(nowMillis));
    }

    /** No connection may be begun with them any more; those that exist keep what they need. */
    void release() {
        all.forEach(identity -> ReferenceCountUtil.release(identity.context()));
    }
}
