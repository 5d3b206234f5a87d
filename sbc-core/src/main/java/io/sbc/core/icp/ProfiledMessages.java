package io.sbc.core.icp;

import io.sbc.core.Side;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxProfile;
import io.sbc.core.policy.IdentityRules;
import io.sbc.core.policy.RuleSet;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.MessageRules;
import io.sbc.core.sip.transport.Flow;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;

/**
 * The header policies (SIP-13) on every message: trust and privacy by side, and the rules of the profile that the other
 * end has. A profile has the first word about what comes and the last about what goes. Stateless; any thread.
 */
public final class ProfiledMessages implements MessageRules {

    private final PbxProfile phones;
    private final String setDomain;
    private final Function<InetAddress, Optional<PbxDefinition>> bySource;

    /**
     * @param phones the profile of the set side
     * @param setDomain under which phones see everybody
     * @param bySource the PBX that an address belongs to
     */
    public ProfiledMessages(PbxProfile phones, String setDomain,
            Function<InetAddress, Optional<PbxDefinition>> bySource) {
        this.phones = phones;
        this.setDomain = setDomain;
        this.bySource = bySource;
    }

    private PbxProfile profile(Side side, InetAddress peer) {
        return side == Side.SET
                ? phones
                : bySource.apply(peer).map(PbxDefinition::profile).orElse(PbxProfile.GENERIC);
    }

    private PbxProfile profile(Flow flow) {
        return profile(flow.side(), flow.remote().getAddress());
    }

    @Override
    public SipRequest outbound(SipRequest request, Side side, InetAddress peer) {
        SipRequest known = side == Side.SET ? IdentityRules.toPhone(request, setDomain) : IdentityRules.toPbx(request);
        RuleSet rules = profile(side, peer).to();
        return rules.isNothing() ? known : rules.on(known);
    }

    @Override
    public SipResponse outbound(SipResponse response, Flow flow) {
        SipResponse known = flow.side() == Side.SET ? IdentityRules.toPhone(response, setDomain) : response;
        RuleSet rules = profile(flow).to();
        return rules.isNothing() ? known : rules.on(known);
    }

    @Override
    public SipRequest inbound(SipRequest request, Flow flow) {
        RuleSet rules = profile(flow).from();
        SipRequest ruled = rules.isNothing() ? request : rules.on(request);
        return flow.side() == Side.SET ? IdentityRules.fromPhone(ruled) : IdentityRules.fromPbx(ruled);
    }

    @Override
    public SipResponse inbound(SipResponse response, Flow flow) {
        RuleSet rules = profile(flow).from();
        SipResponse ruled = rules.isNothing() ? response : rules.on(response);
        return flow.side() == Side.SET ? IdentityRules.fromPhone(ruled) : IdentityRules.fromPbx(ruled);
    }
}
