package io.sbc.core.diagnosis;

import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaVerdict;
import io.sbc.media.api.MediaVerdict.Cause;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What could not be agreed, and who is not heard. */
final class MediaRules {

    private static final String PORTS = "The firewall in front of the phones; media.ports";
    private static final String SECURITY = "set.rtp-security, icp.rtp-security";

    static final List<Rule> ALL = List.of(
            new Rule("plain-rtp-where-srtp-is-demanded", "The PBX answers plain RTP, and SRTP is demanded",
                    "Media encryption is off in the PBX for this extension, or the SBC's ICP side demands SRTP from a PBX that has none",
                    "Switch media encryption on in the PBX, or set icp.rtp-security.outbound to avp-crypto or rtp-only",
                    SECURITY,
                    recorded -> new Finding(recorded).with(recorded.decidedSaying("rejected",
                            "answered without a=crypto", "must be SRTP")).found()),
            new Rule("no-common-srtp-suite", "Two parties have no SRTP suite in common",
                    "One side is configured for suites that the other does not know",
                    "Enable AES_CM_128_HMAC_SHA1_80 and _32 on both sides", SECURITY + " (suites)",
                    recorded -> new Finding(recorded).with(recorded.decidedSaying("rejected", "no usable a=crypto",
                            "a suite that was not offered", "suite")).found()),
            new Rule("codec-mismatch", "The parties have no codec in common",
                    "App and PBX allow different codecs, or a rule removed the one in common",
                    "Allow PCMA or PCMU (G.711) on both sides; look at the codec rules of the profile",
                    "The PBX's codec list; profile",
                    MediaRules::codecs),
            new Rule("wrong-advertised-address", "The phone is told an address for media that it cannot reach",
                    "The phone was told an address for media that it could not reach",
                    "set.media.advertised-address (or interface.advertised-address) is not the public address of the SBC",
                    "Set it to the address that the firewall forwards to the SBC; ./sbc doctor compares it with set.domain",
                    "interface.advertised-address, set.media.advertised-address",
                    MediaRules::wrongAdvertised),
            new Rule("phone-rtp-blocked", "Nothing is heard of the phone: none of its RTP arrives",
                    "Nothing was heard of the phone: none of its RTP arrived",
                    "A firewall in front of the phone, or in front of the SBC, drops UDP to the media ports",
                    "Open UDP from the phones to the SBC's media ports; ./sbc doctor compares the advertised address with set.domain",
                    PORTS,
                    recorded -> wrongAdvertised(recorded).isPresent()
                            ? Optional.empty()
                            : new Finding(recorded).media(recorded.unheard(MediaSide.SET, Set.of(Cause.NOTHING_CAME)))
                                    .found()),
            new Rule("pbx-rtp-blocked", "Nothing is heard of the PBX: none of its RTP arrives",
                    "Nothing was heard of the PBX: none of its RTP arrived",
                    "A firewall between PBX and SBC drops UDP to the media ports, or the PBX sends to an address that is not the SBC's",
                    "Open UDP from the PBX and its phones to the SBC's media ports; compare icp.media.advertised-address",
                    "icp.media, the firewall between PBX and SBC",
                    recorded -> new Finding(recorded).media(recorded.unheard(MediaSide.ICP, Set.of(Cause.NOTHING_CAME)))
                            .found()),
            new Rule("audio-dies-after-hold", "Audio stopped with hold and has not come back",
                    "Audio stopped with hold and did not come back with the call",
                    "The party that was held uses another key, or another rollover counter, than it signalled; or does not send",
                    "Update the app or the PBX; compare key and rollover events with the re-INVITEs in the ladder",
                    "The app, the PBX",
                    MediaRules::afterHold),
            new Rule("keys-differ", "Packets come and cannot be decrypted",
                    "Packets came and could not be decrypted",
                    "A party encrypts with another key or suite than it signalled",
                    "Update the app or the PBX; is there a second device that answers with its own key?", SECURITY,
                    recorded -> afterHold(recorded).isPresent()
                            ? Optional.empty()
                            : new Finding(recorded).media(unheard(recorded, Set.of(Cause.KEYS_DIFFER))).found()),
            new Rule("plain-rtp-for-srtp", "Plain RTP comes where SRTP was agreed",
                    "Plain RTP came where SRTP was agreed",
                    "A party says SRTP and sends RTP", "Update the app or the PBX, or switch SRTP off for it", SECURITY,
                    recorded -> new Finding(recorded).media(unheard(recorded, Set.of(Cause.PLAIN_FOR_SRTP))).found()),
            new Rule("nat-moved", "Packets come from another address than the one that was agreed",
                    "Packets came from another address than the one that was agreed",
                    "A symmetric NAT gave the phone another port, or a third party sends",
                    "Set media.learning so that the phone may move; look at the NAT in front of it",
                    "set.media.learning",
                    MediaRules::moved),
            new Rule("media-timed-out", "Neither party sent any media for the configured time, and the call was ended",
                    "Both have gone without a BYE, or a firewall drops the media of both",
                    "Look at the media bars in the ladder; open the media ports, or lengthen calls.media-timeout",
                    "calls.media-timeout, media.ports",
                    recorded -> new Finding(recorded).with(recorded.decidedSaying("ends", "media-timeout")).found()),
            new Rule("media-stopped", "One party was heard, then no more",
                    "One party was heard, then not",
                    "It lost its network, or its app stopped sending",
                    "Ask what happened to the party's network at that time",
                    "The party's network",
                    recorded -> moved(recorded).isPresent()
                            ? Optional.empty()
                            : new Finding(recorded)
                                    .media(unheard(recorded, Set.of(Cause.STOPPED, Cause.STOPPED_AFTER_CHANGE)))
                                    .found()),
            new Rule("muted-or-silent", "A party's reports come, its sound does not",
                    "A party's reports came, its sound did not",
                    "It is muted, has no microphone, or its codec pauses in silence", "Is the party muted?", "The app",
                    recorded -> new Finding(recorded).media(unheard(recorded, Set.of(Cause.REPORTS_ONLY))).found()),
            new Rule("poor-quality", "The call sounded poor",
                    "Packets are lost, or come too irregularly, on the way to the SBC",
                    "Look at loss and jitter of each direction: the network on that side is the one to mend",
                    "The network of that side",
                    MediaRules::poor),
            new Rule("dtmf-not-arriving", "Touch tones do not arrive",
                    "One party sends them as telephone-event or INFO, the other takes neither",
                    "Enable RFC 4733 telephone-event on both sides", "The PBX's DTMF setting, the app",
                    MediaRules::dtmf));

    /** Below this most users complain. */
    private static final double MOS_POOR = 3.1;

    /** Two seconds of a party: who was heard for less has nothing to complain of, and one late packet weighs too much. */
    private static final long PACKETS_MIN = 100;

    private MediaRules() {}

    private static List<MediaVerdict> unheard(RecordedCase recorded, Set<Cause> causes) {
        List<MediaVerdict> both = new ArrayList<>(recorded.unheard(MediaSide.SET, causes));
        both.addAll(recorded.unheard(MediaSide.ICP, causes));
        return both;
    }

    private static Optional<Found> codecs(RecordedCase recorded) {
        if (recorded.succeeded()) {
            return Optional.empty();
        }
        Finding finding = new Finding(recorded).with(recorded.decidedSaying("rejected", "has no format of its offer",
                "no common codec"));
        finding.with(recorded.received(line -> line.method().equals("INVITE")
                && (line.status() == 488 || line.status() == 606 || line.status() == 415)));
        return finding.found();
    }

    /**
     * Nothing came of the phone, and the address in our description is of another kind of network than the phone's own; or the phone reaches us
     * without a NAT between, and is told another address than the one that it reaches.
     */
    private static Optional<Found> wrongAdvertised(RecordedCase recorded) {
        List<MediaVerdict> unheard = recorded.unheard(MediaSide.SET, Set.of(Cause.NOTHING_CAME));
        Optional<Line> told = recorded.sent(line -> line.isOfPhone() && line.mediaAddress().isPresent()).findFirst();
        if (unheard.isEmpty() || told.isEmpty()) {
            return Optional.empty();
        }
        String address = told.get().mediaAddress().orElse("");
        String phone = told.get().message().remote().getAddress().getHostAddress();
        String reached = told.get().message().local().getAddress().getHostAddress();
        boolean elsewhere = scope(address) != scope(phone)
                || (scope(reached) == scope(phone) && isOfOneFamily(address, reached) && !isSame(address, reached));
        return elsewhere
                ? new Finding(recorded).with(told.get())
                        .say(recorded.recording().millisOf(told.get().message()), "the phone, at " + phone
                                + ", reaches us at " + reached + ", and is told to send to " + address)
                        .media(unheard).found()
                : Optional.empty();
    }

    private static boolean isOfOneFamily(String one, String other) {
        return one.contains(":") == other.contains(":");
    }

    private static boolean isSame(String one, String other) {
        try {
            return InetAddress.ofLiteral(one).equals(InetAddress.ofLiteral(other));
        } catch (IllegalArgumentException aName) {
            return true; // nothing to blame it for
        }
    }

    private static int scope(String literal) {
        try {
            InetAddress address = InetAddress.ofLiteral(literal);
            return address.isLoopbackAddress()
                    ? 0
                    : address.isSiteLocalAddress() || address.isLinkLocalAddress() ? 1 : 2;
        } catch (IllegalArgumentException aName) {
            return -1;
        }
    }

    private static Optional<Found> afterHold(RecordedCase recorded) {
        List<MediaVerdict> stopped = unheard(recorded, Set.of(Cause.STOPPED_AFTER_HOLD));
        List<MediaVerdict> keys = wasHeld(recorded) ? unheard(recorded, Set.of(Cause.KEYS_DIFFER)) : List.of();
        return stopped.isEmpty() && keys.isEmpty()
                ? Optional.empty()
                : new Finding(recorded).media(stopped).media(keys).notes(recorded.notes("rollover-resolved")).found();
    }

    private static boolean wasHeld(RecordedCase recorded) {
        return recorded.lines().stream()
                .anyMatch(line -> line.body().contains("a=sendonly") || line.body().contains("a=inactive"));
    }

    private static Optional<Found> moved(RecordedCase recorded) {
        List<MediaVerdict> strangers = unheard(recorded, Set.of(Cause.WRONG_ADDRESS));
        return new Finding(recorded).media(strangers).notes(strangers.isEmpty() ? List.of() : recorded.notes("moved"))
                .found();
    }

    private static Optional<Found> poor(RecordedCase recorded) {
        Finding finding = new Finding(recorded);
        recorded.call().filter(call -> !call.quality().streams().isEmpty()).ifPresent(call -> {
            for (MediaSide side : MediaSide.values()) {
                var heard = call.quality().streams().getFirst().on(side);
                long packets = call.media().filter(stats -> !stats.streams().isEmpty())
                        .map(stats -> stats.streams().getFirst().on(side).packetsReceived()).orElse(PACKETS_MIN);
                if (heard.mos().orElse(5) < MOS_POOR && packets >= PACKETS_MIN) {
                    finding.say(call.quality().sampledMillis(), "from the " + (side == MediaSide.SET ? "phone" : "PBX")
                            + ": MOS %.1f, loss %.1f %%, jitter up to %d ms".formatted(heard.mos().orElse(0),
                                    heard.lossPercent(), heard.jitterMicrosMax() / 1000));
                }
            }
        });
        return finding.found();
    }

    private static Optional<Found> dtmf(RecordedCase recorded) {
        Finding finding = new Finding(recorded);
        recorded.received(line -> line.isRequest() && line.method().equals("INFO")
                && line.header("Content-Type").orElse("").toLowerCase(java.util.Locale.ROOT).contains("dtmf"))
                .forEach(info -> recorded.sent(line -> line.method().equals("INFO") && line.status() >= 400
                        && line.callId().equals(info.callId()) && line.sequence() == info.sequence())
                        .findFirst().ifPresent(refused -> finding.with(info).with(refused)));
        return finding.found();
    }
}
