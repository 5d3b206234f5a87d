package io.sbc.core.icp;

import io.sbc.core.Side;
import io.sbc.core.config.PbxDefinition;
import io.sbc.core.config.PbxProfile;
import io.sbc.core.policy.IdentityRules;
import io.sbc.core.policy.RuleSet;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.MessageRules;
import io.sbc.core.sip.transaction.Witness;
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
    private final Witness witness;

    /**
     * @param phones the profile of the set side
     * @param setDomain under which phones see everybody
     * @param bySource the PBX that an address belongs to
     * @param witness hears which rules changed a message
     */
    public ProfiledMessages(PbxProfile phones, String setDomain,
            Function<InetAddress, Optional<PbxDefinition>> bySource, Witness witness) {
        this.phones = phones;
        this.setDomain = setDomain;
        this.bySource = bySource;
        this.witness = witness;
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
        return rules.isNothing() ? known : told(known, rules.on(known), rules, true, side);
    }

    @Override
    public SipResponse outbound(SipResponse response, Flow flow) {
        SipResponse known = flow.side() == Side.SET ? IdentityRules.toPhone(response, setDomain) : response;
        RuleSet rules = profile(flow).to();
        return rules.isNothing() ? known : told(known, rules.on(known), rules, true, flow.side());
    }

    /** The flight recorder hears which rules made another message of it. */
    private <M extends SipMessage> M told(M before, M after, RuleSet rules, boolean sent, Side side) {
        if (before != after) {
            witness.onDecision(before.callId(), "policy-applied",
                    (sent ? "to " : "from ") + (side == Side.SET ? "the phone" : "the PBX") + ", "
                            + before.cseq().method().name() + (before instanceof SipResponse ? " response" : "") + ": "
                            + rules.concerning(before));
        }
        return after;
    }

    @Override
    public SipRequest inbound(SipRequest request, Flow flow) {
        RuleSet rules = profile(flow).from();
        SipRequest ruled = rules.isNothing() ? request : told(request, rules.on(request), rules, false, flow.side());
        return flow.side() == Side.SET ? IdentityRules.fromPhone(ruled) : IdentityRules.fromPbx(ruled);
    }

    @Override
    public SipResponse inbound(SipResponse response, Flow flow) {
        RuleSet rules = profile(flow).from();
        SipResponse ruled = rules.isNothing()
                ? response
                : told(response, rules.on(response), rules, false, flow.side());
        return flow.side() == Side.SET ? IdentityRules.fromPhone(ruled) : IdentityRules.fromPbx(ruled);
    }
}
