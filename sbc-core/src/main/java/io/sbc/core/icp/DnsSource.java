package io.sbc.core.icp;

import java.io.IOException;
import java.util.List;
import org.xbill.DNS.Record;

/** Asks the DNS and waits: to be called on virtual threads only. Thread-safe. */
public interface DnsSource {

    /**
     * The records of that name and type, aliases followed.
     *
     * @param type of {@link org.xbill.DNS.Type}: NAPTR, SRV, A or AAAA
     * @return empty when there are none: an answer too
     * @throws IOException when nobody answered in time, or a server failed
     */
    List<Record> lookup(String name, int type) throws IOException;
}
