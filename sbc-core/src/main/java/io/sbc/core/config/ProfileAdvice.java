package io.sbc.core.config;

import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import java.util.List;
import java.util.Optional;

/** Where a configuration is not as the guides of its PBXs recommend: allowed, and perhaps meant. Pure. */
public final class ProfileAdvice {

    private ProfileAdvice() {}

    /** Sentences for an administrator; none when all is as recommended. */
    public static List<String> of(SbcConfig config) {
        return config.icp().pbxs().stream().flatMap(pbx -> of(pbx, config.icp().rtpSecurity()).stream()).toList();
    }

    private static Optional<String> of(PbxDefinition pbx, RtpSecurityPolicy ours) {
        return pbx.profile().rtpSecurity().filter(advice -> !advice.isFollowedBy(ours))
                .map(advice -> "icp.rtp-security is not as recommended for " + pbx.profile().name() + " (PBX "
                        + pbx.id()
                        + "): inbound " + ProfileValues.hyphenated(advice.inbound()) + ", outbound "
                        + ProfileValues.hyphenated(advice.outbound()) + ", preferred "
                        + advice.preferred().sdesName());
    }
}
