package io.sbc.core.config;

import java.time.Duration;
import java.util.List;

/**
 * {@code subscriptions}.
 *
 * @param packages event packages that are carried, in lower case
 * @param bodyOctets largest body of a request outside a call
 */
public record SubscriptionSettings(List<String> packages, int maximum, int perDevice, Duration expiresMinimum,
        Duration expiresMaximum, Duration deadFlowGrace, int bodyOctets, Publish publish, int transfers,
        Duration transferLifetime) {

    /** What becomes of a phone's PUBLISH. */
    public enum Publish {
        /** It goes to the PBX. */
        PASS,
        /** 405. */
        REFUSE
    }

    public SubscriptionSettings {
        packages = List.copyOf(packages);
    }
}
