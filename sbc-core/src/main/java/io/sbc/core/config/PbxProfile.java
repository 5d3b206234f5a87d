package io.sbc.core.config;

import io.sbc.core.policy.RuleSet;
import io.sbc.core.sdp.negotiate.RtpSecurityPolicy;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.media.api.SrtpSuite;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What is special about a kind of PBX (or of phones): read from a preset or a file of an administrator.
 *
 * @param name of the preset or file
 * @param transports that it takes
 * @param registrationExpires what it is asked for instead of {@code registration.pbx-expires}
 * @param rtpSecurity what its guide recommends; the start says where {@code icp.rtp-security} differs
 * @param onlyOne whether an SBC may have one PBX of this kind at most
 * @param icpPasswordFollows whether a user's password at the PBX is that of the set side where no other is said
 * @param pass headers that go through to the other side besides those that always do
 * @param to rules for what it is sent
 * @param from rules for what it sends
 */
public record PbxProfile(String name, List<TransportProtocol> transports, Optional<Duration> registrationExpires,
        Optional<Advice> rtpSecurity, boolean onlyOne, boolean icpPasswordFollows, Set<HeaderName> pass, RuleSet to,
        RuleSet from) {

    /** Of the RTP security settings. */
    public record Advice(RtpSecurityPolicy.Inbound inbound, RtpSecurityPolicy.Outbound outbound, SrtpSuite preferred) {

        /** Whether a side is set so. */
        public boolean isFollowedBy(RtpSecurityPolicy policy) {
            return policy.inbound() == inbound && policy.outbound() == outbound && policy.preferred() == preferred;
        }
    }

    /** Nothing special. */
    public static final PbxProfile GENERIC = new PbxProfile("generic", List.of(TransportProtocol.values()),
            Optional.empty(), Optional.empty(), false, true, Set.of(), RuleSet.NONE, RuleSet.NONE);

    public PbxProfile {
        transports = List.copyOf(transports);
        pass = Set.copyOf(pass);
    }

    /** Those that are shipped, by name. */
    public static List<PbxProfile> presets() {
        return ProfileReader.PBX_PRESETS.stream().map(name -> new ProfileReader(ProfileReader.PBX_PRESETS, problem -> {
            throw new IllegalStateException(name + " " + problem); // a test reads them all
        }).read(name)).toList();
    }
}
