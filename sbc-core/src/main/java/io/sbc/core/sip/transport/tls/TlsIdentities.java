package io.sbc.core.sip.transport.tls;

import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.config.CertificateFiles;
import io.sbc.core.config.IcpSide;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.SetSide;
import io.sbc.core.config.TlsListener;
import io.sbc.core.config.TlsListener.ClientAuth;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS identities of the process: of both listeners and of us as a client, read together and replaced together, or not
 * at all (lesson 11). Connections that exist keep what they began with. {@link #set}, {@link #icp} and {@link #icpClient} on
 * any thread; the rest on any thread too, one at a time, waiting for files.
 *
 * <pre>
 *   check()  files as in force or as refused ──► nothing
 *            files changed ──► all good ──► taken
 *                          └─► bad, seen for the first time (half written?) ──► wait for the next check
 *                          └─► bad, and the same as at the last check ──► refused: logged, counted, alarm until good
 * </pre>
 */
public final class TlsIdentities implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TlsIdentities.class);
    private static final Snapshot NOTHING = new Snapshot(Optional.empty(), Optional.empty(), Optional.empty());

    private final TlsListener set;
    private final TlsListener icp;
    private volatile List<PbxDefinition> pbxs;
    private boolean tlsToPbx;
    private final Clock clock;
    private final SecureRandom random;
    private final Counters<TlsCounter> counters = new Counters<>(TlsCounter.class);
    private volatile Snapshot current = NOTHING;

    /** What was in force before: a connection may have been about to begin with it. */
    private Snapshot last = NOTHING;
    private @Nullable CertificateState inForce;
    private @Nullable CertificateState refused;
    private @Nullable CertificateState suspect;
    private volatile boolean failing;

    /** Everything of one reading. */
    private record Snapshot(Optional<ServerIdentities> set, Optional<ServerIdentities> icp,
            Optional<SslContext> icpClient) {

        void release() {
            set.ifPresent(ServerIdentities::release);
            icp.ifPresent(ServerIdentities::release);
            icpClient.ifPresent(ReferenceCountUtil::release);
        }
    }

    /** Nothing is read yet. */
    public TlsIdentities(SetSide set, IcpSide icp, Clock clock, SecureRandom random) {
        this.set = set.tls();
        this.icp = icp.tls();
        this.pbxs = icp.pbxs();
        this.tlsToPbx = icp.reachesByTls();
        this.clock = clock;
        this.random = random;
    }

    /** Of the set side's listener; empty when it is not enabled. */
    public Optional<ServerIdentities> set() {
        return current.set();
    }

    /** Of the ICP side's listener; empty when it is not enabled. */
    public Optional<ServerIdentities> icp() {
        return current.icp();
    }

    /** For connections to PBXs; empty when no PBX is reached over TLS. */
    public Optional<SslContext> icpClient() {
        return current.icpClient();
    }

    /**
     * Reads everything, at start or by command.
     *
     * @throws IOException naming the listener, the file and what is wrong with it; nothing has changed then
     */
    public synchronized void load() throws IOException {
        CertificateState state = CertificateState.of(files());
        try {
            take(state);
        } catch (IOException unusable) {
            if (inForce != null) {
                refuse(state, unusable);
            }
            throw unusable;
        }
    }

    /**
     * Other PBXs are known from now on: which names theirs may be, and whether we need an identity as a client.
     *
     * @throws IOException when that identity cannot be read; the PBXs that need none are known all the same
     */
    public synchronized void reconfigure(IcpSide now) throws IOException {
        pbxs = now.pbxs();
        boolean needed = now.reachesByTls() && !tlsToPbx;
        tlsToPbx |= now.reachesByTls();
        if (needed && inForce != null) {
            load();
        }
    }

    /** Takes what changed since it was last read, if it is good; see above. Also renews ticket keys when it is time. */
    public synchronized void check() {
        long now = clock.epochMillis();
        current.set().ifPresent(identities -> identities.rotateTickets(now));
        current.icp().ifPresent(identities -> identities.rotateTickets(now));
        CertificateState state = CertificateState.of(files());
        if (state.equals(inForce)) {
            failing = false; // what was refused is gone again
            refused = null;
            suspect = null;
        } else if (!state.equals(refused)) {
            try {
                take(state);
            } catch (IOException unusable) {
                if (state.equals(suspect)) {
                    refuse(state, unusable);
                } else {
                    suspect = state;
                }
            }
        }
    }

    private void take(CertificateState state) throws IOException {
        Snapshot read = read();
        last.release();
        last = current;
        current = read;
        boolean again = inForce != null;
        inForce = state;
        refused = null;
        suspect = null;
        failing = false;
        if (again) {
            counters.increment(TlsCounter.RELOADS);
            LOG.info("certificates were read again and are in force; connections that exist live on");
        }
    }

    private void refuse(CertificateState state, IOException why) {
        refused = state;
        suspect = null;
        failing = true;
        counters.increment(TlsCounter.RELOADS_FAILED);
        LOG.error("changed certificates cannot be used, the old ones stay in force: {}", why.getMessage());
    }

    private Snapshot read() throws IOException {
        Snapshot read = NOTHING;
        try {
            if (set.listener().enabled()) {
                read = new Snapshot(Optional.of(server("set.tls", set)), Optional.empty(), Optional.empty());
            }
            if (icp.listener().enabled()) {
                read = new Snapshot(read.set(), Optional.of(server("icp.tls", icp)), Optional.empty());
            }
            return tlsToPbx ? new Snapshot(read.set(), read.icp(), Optional.of(client())) : read;
        } catch (IOException | RuntimeException failure) {
            read.release();
            throw failure;
        }
    }

    private ServerIdentities server(String where, TlsListener settings) throws IOException {
        ServerIdentities identities;
        try {
            identities = ServerIdentities.load(settings, random, clock.epochMillis());
        } catch (IOException unusable) {
            throw new IOException(where + ": " + unusable.getMessage(), unusable);
        }
        Instant expiry = identities.earliestExpiry();
        if (inForce != null && expiry.isBefore(now())) {
            identities.release();
            throw new IOException(where + ": a certificate expired on " + expiry);
        }
        return identities;
    }

    private SslContext client() throws IOException {
        try {
            return TlsContexts.client(icp, TlsProviders.usable(icp.provider()), this::identitiesOf);
        } catch (IOException unusable) {
            throw new IOException("icp.tls: " + unusable.getMessage(), unusable);
        }
    }

    /** A PBX may prove to be its host or its SIP domain. */
    private Collection<String> identitiesOf(String host) {
        Set<String> names = new LinkedHashSet<>(List.of(host));
        pbxs.stream().filter(pbx -> pbx.nodes().stream().anyMatch(node -> node.host().equalsIgnoreCase(host)))
                .forEach(pbx -> names.add(pbx.domain()));
        return names;
    }

    /** Everything that {@link #read} looks at. */
    private Set<Path> files() {
        Set<Path> files = new LinkedHashSet<>();
        if (set.listener().enabled()) {
            set.certificates().forEach(pair -> add(pair, files));
            if (set.clientAuth() != ClientAuth.NONE) {
                files.add(set.trust());
            }
        }
        if (icp.listener().enabled() || tlsToPbx) {
            icp.certificates().forEach(pair -> add(pair, files));
            files.add(icp.trust());
        }
        return files;
    }

    private static void add(CertificateFiles pair, Set<Path> files) {
        files.add(pair.certificate());
        files.add(pair.key());
    }

    private Instant now() {
        return Instant.ofEpochMilli(clock.epochMillis());
    }

    /** What operators count of it. */
    public Counters<TlsCounter> counters() {
        return counters;
    }

    /** What operators watch of it. */
    public List<Gauge> gauges() {
        return List.of(
                new Gauge("sbc_tls_reload_failing",
                        "1 while certificate files are there that cannot be used and older ones are in force",
                        () -> failing ? 1 : 0),
                expiry("set", () -> expiry(current.set())), expiry("icp", () -> expiry(current.icp())));
    }

    private static Gauge expiry(String side, LongSupplier seconds) {
        return new Gauge("sbc_tls_certificate_expiry_timestamp_seconds",
                "When the first certificate in force expires, in seconds since 1970; 0 without TLS",
                Map.of("side", side), seconds);
    }

    private static long expiry(Optional<ServerIdentities> identities) {
        return identities.map(known -> known.earliestExpiry().getEpochSecond()).orElse(0L);
    }

    /** Frees what is in force; no connection may be begun any more. */
    @Override
    public synchronized void close() {
        last.release();
        current.release();
        last = NOTHING;
        current = NOTHING;
    }
}
