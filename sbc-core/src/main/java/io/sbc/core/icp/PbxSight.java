package io.sbc.core.icp;

import java.util.List;

/**
 * A PBX as the health checks see it.
 *
 * @param hosts as configured
 * @param reachable whether any address answers, as far as is known
 * @param addresses all that are known, with port and transport; none while DNS fails
 * @param down those of them that do not answer
 */
public record PbxSight(String id, List<String> hosts, boolean reachable, List<String> addresses, List<String> down) {

    public PbxSight {
        hosts = List.copyOf(hosts);
        addresses = List.copyOf(addresses);
        down = List.copyOf(down);
    }
}
