package io.sbc.core.diagnosis;

import io.sbc.core.recorder.RecordedEvent.Decision;
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

    private static final String PORTS = "The firewalls in front of {phone} and of the SBC; media.ports";

    static final List<Rule> ALL = List.of(
            new Rule("plain-rtp-where-srtp-is-demanded", "{party} offers or answers plain RTP, and SRTP is demanded",
                    "{party} offers or answers plain RTP, and SRTP is demanded",
                    new Advice("SRTP is off in the app, or the app cannot do it, and set.rtp-security demands it",
                            "Switch SRTP on in the app of {user}; for a phone that cannot, set.rtp-security.inbound srtp-or-rtp takes what it offers, "
                                    + "outbound avp-crypto what it answers",
                            "The app of {user}; set.rtp-security"),
                    new Advice(
                            "Media encryption is off in the PBX for this extension, or the SBC's ICP side demands SRTP from a PBX that has none",
                            "Switch media encryption on in the PBX, or set icp.rtp-security.outbound to avp-crypto or rtp-only (and inbound to srtp-or-rtp)",
                            "{pbx}; icp.rtp-security"),
                    MediaRules::plain),
            new Rule("no-common-srtp-suite", "{party} and the SBC have no SRTP suite in common",
                    "{party} and the SBC have no SRTP suite in common",
                    new Advice(
                            "The app offers or answers suites that are not in set.rtp-security.suites: see a=crypto of its INVITE or 200 in the ladder",
                            "Enable AES_CM_128_HMAC_SHA1_80 and _32 in the app of {user}, or add its suite to set.rtp-security.suites",
                            "set.rtp-security.suites; the app of {user}"),
                    new Advice(
                            "The PBX offers or answers suites that are not in icp.rtp-security.suites: see a=crypto of its INVITE or 200 in the ladder",
                            "Enable AES_CM_128_HMAC_SHA1_80 and _32 in the PBX, or add its suite to icp.rtp-security.suites",
                            "icp.rtp-security.suites; {pbx}"),
                    MediaRules::suites),
            new Rule("codec-mismatch", "{phone} and {pbx} have no codec in common",
                    "App and PBX allow different codecs, or a rule removed the one in common",
                    "Compare the codecs of the two INVITEs in the ladder (a=rtpmap); allow PCMA or PCMU (G.711) on both sides; look at the codec rules of the profile",
                    "{pbx}: its codec list for {far}; icp.pbxs: profile",
                    MediaRules::codecs),
            new Rule("wrong-advertised-address", "{phone} is told an address for media that it cannot reach",
                    "{phone} was told an address for media that it could not reach",
                    "set.media.advertised-address (or interface.advertised-address) is not the public address of the SBC",
                    "Set it to the address that the firewall forwards to the SBC; ./sbc doctor compares it with set.domain",
                    "interface.advertised-address, set.media.advertised-address",
                    MediaRules::wrongAdvertised),
            new Rule("phone-rtp-blocked", "Nothing is heard of {phone}: none of its RTP arrives",
                    "Nothing was heard of {phone}: none of its RTP arrived",
                    "A firewall in front of the phone, or in front of the SBC, drops UDP to the media ports",
                    "Open UDP from the phones to the SBC's media.ports; ./sbc doctor compares the advertised address with set.domain. "
                            + "Another phone in the same network tells whether it is that network",
                    PORTS,
                    recorded -> wrongAdvertised(recorded).isPresent()
                            ? Optional.empty()
                            : new Finding(recorded).media(recorded.unheard(MediaSide.SET, Set.of(Cause.NOTHING_CAME)))
                                    .found()),
            new Rule("pbx-rtp-blocked", "Nothing is heard of {pbx}: none of its RTP arrives",
                    "Nothing was heard of {pbx}: none of its RTP arrived",
                    "A firewall between PBX and SBC drops UDP to the media ports, or the PBX sends to an address that is not the SBC's",
                    "Open UDP from the PBX, its media gateways and its phones to the SBC's media.ports; compare icp.media.advertised-address with the "
                            + "address by which the PBX reaches the SBC",
                    "icp.media.advertised-address, media.ports, the firewall between {pbx} and the SBC",
                    recorded -> new Finding(recorded).media(recorded.unheard(MediaSide.ICP, Set.of(Cause.NOTHING_CAME)))
                            .found()),
            new Rule("audio-dies-after-hold", "Audio of {party} stopped with hold and has not come back",
                    "Audio of {party} stopped with hold and did not come back with the call",
                    new Advice(
                            "The app uses another key or rollover counter after hold than it signalled, or does not send again",
                            "Update the app of {user}; compare a=crypto of the re-INVITEs in the ladder with the notes on key and rollover",
                            "The app of {user}"),
                    new Advice(
                            "The PBX, or what plays its music on hold, uses another key or rollover counter than it signalled, or does not send again",
                            "Update the PBX; compare a=crypto of the re-INVITEs in the ladder with the notes on key and rollover; "
                                    + "icp.rtp-security.outbound rtp-only does without keys where the network between is trusted",
                            "{pbx}; icp.rtp-security"),
                    MediaRules::afterHold),
            new Rule("keys-differ", "Packets of {party} come and cannot be decrypted",
                    "Packets of {party} came and could not be decrypted",
                    new Advice(
                            "The app encrypts with another key or suite than its a=crypto says, or a second device of the user sends, too",
                            "Update the app of {user}; end the apps on other devices of the user (./sbc registrations shows them) and try again",
                            "The app of {user}; set.rtp-security"),
                    new Advice(
                            "The PBX, or the phone or gateway behind it, encrypts with another key or suite than the PBX's a=crypto says",
                            "Update the PBX and the phone of {far}; until then set icp.rtp-security.outbound to rtp-only where the network between is trusted",
                            "{pbx}; icp.rtp-security"),
                    recorded -> afterHold(recorded).isPresent()
                            ? Optional.empty()
                            : new Finding(recorded).media(unheard(recorded, Set.of(Cause.KEYS_DIFFER))).found()),
            new Rule("plain-rtp-for-srtp", "Plain RTP of {party} comes where SRTP was agreed",
                    "Plain RTP of {party} came where SRTP was agreed",
                    new Advice(
                            "The app says SRTP (a=crypto) and sends RTP: a fault of the app, or encryption is half switched on",
                            "Update the app of {user} and switch SRTP on in it; else set.rtp-security.outbound avp-crypto lets it agree to plain RTP",
                            "The app of {user}; set.rtp-security"),
                    new Advice("The PBX says SRTP (a=crypto), and it, or the phone or gateway behind it, sends RTP",
                            "Switch media encryption on for the phone of {far}, too, or set icp.rtp-security.outbound to rtp-only",
                            "{pbx}; icp.rtp-security"),
                    recorded -> new Finding(recorded).media(unheard(recorded, Set.of(Cause.PLAIN_FOR_SRTP))).found()),
            new Rule("nat-moved", "Packets of {party} come from another address than the one that was agreed",
                    "Packets of {party} came from another address than the one that was agreed",
                    new Advice("A symmetric NAT gave the phone another port or address, or a third party sends",
                            "Set set.media.learning to network or anywhere so that the phone may move; look at the NAT in front of it",
                            "set.media.learning; the NAT of {phone}"),
                    new Advice(
                            "The PBX's media comes from another host or port than its SDP says, or a third party sends",
                            "Set icp.media.learning to network or anywhere so that this host is taken, or mend the address in the SDP of the PBX",
                            "icp.media.learning; {pbx}"),
                    MediaRules::moved),
            new Rule("media-timed-out",
                    "Neither {phone} nor {pbx} sent any media for calls.media-timeout, and the call was ended",
                    "Both have gone without a BYE, or a firewall drops the media of both",
                    "Look at the media bars in the ladder: if both were heard at first, both have gone; if never, open UDP to media.ports. "
                            + "calls.media-timeout is how long is waited",
                    "calls.media-timeout, media.ports",
                    recorded -> new Finding(recorded).with(recorded.decidedSaying("ends", "media-timeout")).found()),
            new Rule("media-stopped", "{party} was heard, and is no more",
                    "{party} was heard, then not",
                    new Advice("The phone lost its network or changed it, its NAT closed, or the app stopped sending",
                            "Ask {user} about the network at that time (wireless, mobile); ./sbc attempts {user} shows whether it came back from another address",
                            "The network of {phone}"),
                    new Advice(
                            "The PBX, or the phone or gateway behind it, stopped sending, or sends elsewhere than to the address in the evidence",
                            "./sbc capture start --number {far} --media wire during the next such call, and a capture at the PBX: who does not send, or what drops it between?",
                            "{pbx}, the network between"),
                    recorded -> moved(recorded).isPresent()
                            ? Optional.empty()
                            : new Finding(recorded)
                                    .media(unheard(recorded, Set.of(Cause.STOPPED, Cause.STOPPED_AFTER_CHANGE)))
                                    .found()),
            new Rule("muted-or-silent", "No sound of {party} comes, though its reports (RTCP) do",
                    "No sound of {party} came, though its reports (RTCP) did",
                    new Advice("It is muted, may not use the microphone, or its codec pauses in silence",
                            "Ask {user}: is the app muted, may it use the microphone? Else switch silence suppression (VAD, DTX) off in the app",
                            "The app of {user}"),
                    new Advice(
                            "The party {far} behind the PBX is muted or holds without music, or the PBX pauses in silence",
                            "Ask {far} whether the phone is muted; switch silence suppression (VAD) off in the PBX",
                            "{pbx}: extension or trunk of {far}"),
                    recorded -> new Finding(recorded).media(unheard(recorded, Set.of(Cause.REPORTS_ONLY))).found()),
            new Rule("poor-quality", "What came of {party} sounded poor",
                    "What came of {party} sounded poor",
                    new Advice("Packets are lost, or come too irregularly, on the way from the phone to the SBC",
                            "Look for the network of {user}: wireless, mobile, or an upload that others fill; cable instead of wireless tells at once",
                            "The network of {phone}"),
                    new Advice("Packets are lost, or come too irregularly, on the way from the PBX to the SBC",
                            "Look for loss on the switches and lines between; compare with other calls of this PBX (./sbc calls --outcome poor)",
                            "The network between {pbx} and the SBC"),
                    MediaRules::poor),
            new Rule("dtmf-not-arriving", "Touch tones of {party} do not arrive: the other side takes no INFO",
                    "Touch tones of {party} do not arrive: the other side takes no INFO",
                    new Advice(
                            "The app sends them as SIP INFO, which the PBX refuses; nobody agreed on telephone-event",
                            "Set the app of {user} to RFC 4733 (RFC 2833, telephone-event), and enable that in the PBX",
                            "The app of {user}; the DTMF setting of {pbx}"),
                    new Advice(
                            "The PBX sends them as SIP INFO, which the app refuses; nobody agreed on telephone-event",
                            "Set the PBX to RFC 4733 (RFC 2833, telephone-event) for this extension",
                            "The DTMF setting of {pbx}"),
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

    /** @param answerer whether it is about who answered the offer, not who made it */
    private static Finding about(RecordedCase recorded, boolean answerer, List<Decision> decisions) {
        Finding finding = new Finding(recorded).with(decisions);
        decisions.forEach(decision -> recorded.offererBefore(decision)
                .ifPresent(offerer -> finding.about(answerer ? offerer.opposite() : offerer)));
        return finding;
    }

    private static Optional<Found> plain(RecordedCase recorded) {
        List<Decision> offers = recorded.decidedSaying("rejected", "must be SRTP");
        return offers.isEmpty()
                ? about(recorded, true, recorded.decidedSaying("rejected", "answered without a=crypto")).found()
                : about(recorded, false, offers).found();
    }

    /** An answer with a suite that nobody offered is of who answered, an offer without one of ours of who offered. */
    private static Optional<Found> suites(RecordedCase recorded) {
        List<Decision> answers = recorded.decidedSaying("rejected", "suite that was not offered");
        return answers.isEmpty()
                ? about(recorded, false, recorded.decidedSaying("rejected", "no usable a=crypto", "suite")).found()
                : about(recorded, true, answers).found();
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
                    finding.about(side).say(call.quality().sampledMillis(),
                            "from the " + (side == MediaSide.SET ? "phone" : "PBX")
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
                        .findFirst().ifPresent(refused -> finding.with(info).with(refused)
                                .about(info.isOfPhone() ? MediaSide.SET : MediaSide.ICP)));
        return finding.found();
    }
}
