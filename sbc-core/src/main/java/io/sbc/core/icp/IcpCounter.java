package io.sbc.core.icp;

import io.sbc.base.CounterDescriptor;
import java.util.Locale;

/** What happens on the way to the PBXs. */
public enum IcpCounter implements CounterDescriptor {
    DNS_LOOKUPS("Lookups of a PBX's name, with everything that one of them asks"),
    DNS_FAILURES("Lookups that failed or found nothing; the last known addresses are used where there are any"),
    CHECKS("OPTIONS checks of addresses of PBXs"),
    CHECKS_FAILED("Checks that were not answered, or by 408 or 503"),
    NODES_LOST("Addresses of PBXs that are not used any more, because their checks failed"),
    NODES_BACK("Addresses of PBXs that are used again"),
    FAILURES("Requests that an address of a PBX did not answer, refused by closing, or answered by 503"),
    FAILOVERS("Of those, the ones after which another address could be asked"),
    RETRIES_WITHHELD("Requests that were given one address only, because too many had failed lately"),
    NO_NODE("Requests for a PBX none of whose addresses answers: refused at once");

    private final String help;

    IcpCounter(String help) {
        this.help = help;
    }

    @Override
    public String metric() {
        return "sbc_pbx_" + name().toLowerCase(Locale.ROOT) + "_total";
    }

    @Override
    public String help() {
        return help;
    }
}
