package io.sbc.core.icp;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.lookup.LookupSession;
import org.xbill.DNS.lookup.NoSuchDomainException;
import org.xbill.DNS.lookup.NoSuchRRSetException;

/** {@link DnsSource} over dnsjava: the system's servers and hosts file. Its own cache is off, {@link Icps} keeps one. */
public final class DnsJavaSource implements DnsSource {

    private static final Duration SERVER_TIMEOUT = Duration.ofSeconds(1);
    private static final long QUERY_TIMEOUT_SECONDS = 3;

    private final LookupSession session;

    /** Reads the system's resolver configuration. */
    public DnsJavaSource() {
        this(new ExtendedResolver());
    }

    /** @param servers asked instead of the system's, in this order; with none as {@link #DnsJavaSource()} */
    public static DnsJavaSource of(List<InetSocketAddress> servers) {
        return servers.isEmpty()
                ? new DnsJavaSource()
                : new DnsJavaSource(new ExtendedResolver(
                        servers.stream().map(SimpleResolver::new).toArray(Resolver[]::new)));
    }

    DnsJavaSource(Resolver resolver) {
        resolver.setTimeout(SERVER_TIMEOUT);
        this.session = LookupSession.builder().resolver(resolver).defaultHostsFileParser().build();
    }

    @Override
    public List<Record> lookup(String name, int type) throws IOException {
        try {
            return session.lookupAsync(Name.fromString(name, Name.root), type).toCompletableFuture()
                    .get(QUERY_TIMEOUT_SECONDS, TimeUnit.SECONDS).getRecords();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof NoSuchDomainException || e.getCause() instanceof NoSuchRRSetException) {
                return List.of();
            }
            throw new IOException("DNS lookup of " + name + " failed", e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("DNS lookup of " + name + " timed out", e);
        } catch (TextParseException e) {
            throw new IOException("not a DNS name: " + name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("DNS lookup of " + name + " interrupted", e);
        }
    }
}
