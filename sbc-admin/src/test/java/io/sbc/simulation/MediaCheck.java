package io.sbc.simulation;

import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.Protection;
import io.sbc.media.api.SrtpKey;
import java.util.Base64;
import java.util.Optional;

/** That the media plane was told what the parties agreed: each key in its place, each address its own. */
final class MediaCheck {

    private MediaCheck() {}

    /**
     * Whether what a party was told fits what it said.
     *
     * @param mine what the party said last
     * @param theirs what it was told last, by the SBC
     */
    static void check(Party party, String callId, Sound mine, Sound theirs) {
        Stage stage = party.stage;
        if (!stage.media().isHeld(theirs.port())) {
            return; // the other party hung up: it is on its way
        }
        MediaSide side = party instanceof Phone ? MediaSide.SET : MediaSide.ICP;
        Optional<EndpointPlan> plan = stage.media().planAt(Network.address(theirs.host(), theirs.port()))
                .flatMap(stream -> stream.on(side));
        if (plan.isEmpty()) {
            stage.verdicts().wrong("no media plan for " + party.user + " in " + callId);
            return;
        }
        stage.counts().mediaChecked++;
        boolean clear = mine.key().isEmpty() || theirs.key().isEmpty(); // an answer without key takes none
        String where = " of " + party.user + " in " + callId;
        wants(stage, plan.get().receive(), clear ? "" : mine.key(), "wrong key for what comes" + where);
        wants(stage, plan.get().send(), clear ? "" : theirs.key(), "wrong key for what goes" + where);
        stage.verdicts().that(plan.get().remoteRtp().filter(Network.address(mine.host(), mine.port())::equals)
                .isPresent(), "media goes to " + plan.get().remoteRtp() + where);
    }

    private static void wants(Stage stage, Protection protection, String wanted, String otherwise) {
        String key = protection instanceof Protection.Srtp(SrtpKey srtp)
                ? Base64.getEncoder().encodeToString(srtp.keyAndSalt())
                : "";
        stage.verdicts().that(key.equals(wanted), otherwise);
    }
}
