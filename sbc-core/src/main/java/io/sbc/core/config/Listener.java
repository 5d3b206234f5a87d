package io.sbc.core.config;

import java.util.List;

/**
 * A UDP or TCP listener.
 *
 * @param port 0 for any free one
 * @param access who may use it; on the ICP side it is always {@code PRIVATE} to the PBXs' addresses
 */
public record Listener(boolean enabled, int port, Access access, List<IpNetwork> networks) {

    public Listener {
        networks = List.copyOf(networks);
    }

    /** Access profiles in the guides' words. */
    public enum Access {
        PUBLIC,
        PRIVATE
    }
}
