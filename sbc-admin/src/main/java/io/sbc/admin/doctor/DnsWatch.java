package io.sbc.admin.doctor;

import io.sbc.core.icp.DnsSource;
import java.io.IOException;
import java.util.List;
import org.xbill.DNS.Record;

/** Remembers whether a question got no answer: a name that is unknown and a server that is silent are mended in different places. Thread-safe. */
final class DnsWatch implements DnsSource {

    private final DnsSource dns;
    private volatile boolean unanswered;

    DnsWatch(DnsSource dns) {
        this.dns = dns;
    }

    @Override
    public List<Record> lookup(String name, int type) throws IOException {
        try {
            return dns.lookup(name, type);
        } catch (IOException e) {
            unanswered = true;
            throw e;
        }
    }

    /** Whether any question so far was answered by nobody, or by a server that failed. */
    boolean hasUnanswered() {
        return unanswered;
    }
}
