package io.sbc.core.sdp.negotiate;

import io.sbc.core.Side;
import io.sbc.core.octets.OctetReader;
import io.sbc.core.octets.OctetWriter;
import io.sbc.core.sdp.CryptoAttribute;
import io.sbc.core.sdp.Direction;
import io.sbc.core.sdp.SdpSession;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.StreamPorts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;

/**
 * The offer/answer state of a whole call across both sides: what each side offered and answered, which keys are ours on
 * each, and the SDP session ids that each side saw. Immutable: each step returns the next state, and the state before it
 * stays valid, so that a refused re-INVITE falls back by itself (RFC 3261 §14.1). Keys belong to the exchange that
 * carried them (lesson 16); our own key on a side stays the same while its peer keeps its suite, key and address (lesson 1).
 *
 * <p>A call moves like this: {@code receiveOffer(from)} gives the offer for the other side; {@code receiveAnswer} of the
 * other side gives the answer for the first; then {@link #plan()} is what media shall do. Early answers in 18x go the
 * same way, and further answers to the same offer (18x of a fork, then 200) are taken again. For a late offer (INVITE
 * without SDP) the offer arrives in the 2xx and the answer in the ACK: the same two steps, sides swapped.
 *
 * <p>An m-line that cannot be taken (no RTP, or against the policy) is declined with port 0 on both sides; when no m-line
 * is left, the offer is refused.
 */
public final class MediaNegotiation {

    /** Fits into 31 bits, since some telephones read it so. */
    private static final long MAX_SESSION_ID = 1L << 31;

    private final Both<RtpSecurityPolicy> policies;
    private final String sessionName;
    private final Both<Optional<OwnDescription.Origin>> origins;
    private final Both<List<OurKeys>> keys;
    private final Both<List<OurKeys>> keysAgreed;
    private final Optional<Exchange> agreed;
    private final Optional<Exchange> outstanding;

    private MediaNegotiation(Both<RtpSecurityPolicy> policies, String sessionName,
            Both<Optional<OwnDescription.Origin>> origins, Both<List<OurKeys>> keys,
            Both<List<OurKeys>> keysAgreed, Optional<Exchange> agreed, Optional<Exchange> outstanding) {
        this.policies = policies;
        this.sessionName = sessionName;
        this.origins = origins;
        this.keys = keys;
        this.keysAgreed = keysAgreed;
        this.agreed = agreed;
        this.outstanding = outstanding;
    }

    /** Nothing offered yet. */
    public static MediaNegotiation start(RtpSecurityPolicy set, RtpSecurityPolicy icp, String sessionName) {
        String octets = new String(sessionName.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new MediaNegotiation(new Both<>(set, icp), octets.isBlank() ? "-" : octets,
                new Both<>(Optional.empty(), Optional.empty()),
                new Both<>(List.of(), List.of()), new Both<>(List.of(), List.of()), Optional.empty(), Optional.empty());
    }

    /**
     * How many m-lines the offer has: what {@code MediaCommand.Open} must ask for. 1 for an offer without m-lines, which
     * {@link #receiveOffer} then refuses.
     */
    public static int streams(SdpSession offer) {
        return Math.max(1, offer.media().size());
    }

    /**
     * Takes an offer from {@code from} and makes the one for the other side.
     *
     * @param ports our own address per m-line, both sides
     */
    public Result receiveOffer(Side from, SdpSession offer, List<StreamPorts> ports, RandomGenerator random) {
        try {
            return takeOffer(from, offer, ports, random);
        } catch (NotAcceptable e) {
            return e.toResult();
        }
    }

    private Result takeOffer(Side from, SdpSession offer, List<StreamPorts> ports, RandomGenerator random) {
        int count = offer.media().size();
        if (outstanding.isPresent()) {
            throw new NotAcceptable(NotAcceptable.OTHER, "another offer has not been answered yet");
        }
        if (count == 0) {
            throw new NotAcceptable(NotAcceptable.MEDIA_TYPE, "the offer has no media");
        }
        // RFC 3264 §8: m-lines never go away.
        if (agreed.isPresent() && count < agreed.get().offers().size()) {
            throw new NotAcceptable(NotAcceptable.OTHER, "the offer has fewer m-lines than the one before");
        }
        if (ports.size() < count) {
            throw new IllegalArgumentException(ports.size() + " ports for " + count + " m-lines");
        }
        Side to = from.opposite();
        RtpSecurityPolicy policy = policies.on(from);
        List<PeerStream> streams = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            streams.add(PeerStream.read(offer, i).allowedBy(policy));
        }
        Set<Integer> passedOver = Alternatives.passedOver(streams,
                stream -> isAcceptable(policy, stream, keysOf(from, stream.number() - 1)));
        List<OurKeys> fromKeys = new ArrayList<>();
        List<OurKeys> toKeys = new ArrayList<>();
        List<Exchange.Offer> offers = new ArrayList<>();
        Optional<NotAcceptable> violation = Optional.empty();
        for (int i = 0; i < count; i++) {
            OurKeys ofFrom = keysOf(from, i);
            OurKeys ofTo = keysOf(to, i);
            PeerStream stream = streams.get(i);
            boolean active = stream.active() && !passedOver.contains(i);
            Optional<Sdes.Usable> line = Optional.empty();
            try {
                line = active ? Sdes.choose(policy, stream, ofFrom) : Optional.empty();
            } catch (NotAcceptable e) {
                violation = violation.or(() -> Optional.of(e));
                active = false;
            }
            if (line.isPresent()) {
                ofFrom = ofFrom.meeting(line.get().key(), stream.rtp()).withKeysFor(List.of(line.get().suite()),
                        policy.keyPackets(), random);
            }
            if (active) {
                ofTo = Sdes.keysForOffer(policies.on(to), ofTo, random);
            }
            OurKeys ours = ofFrom;
            offers.add(new Exchange.Offer(stream, active, ports.get(i), line.map(each -> Sdes.agree(each, ours)),
                    active ? Sdes.offer(policies.on(to), ofTo) : List.of(), stream.rtcpMux(),
                    active && offersMux(to, i)));
            fromKeys.add(ofFrom);
            toKeys.add(ofTo);
        }
        requireMedia(offer, offers, violation);
        OwnDescription.Origin origin = OwnDescription.write(originOf(to, random), sessionName, offer,
                offers.stream().map(each -> offerTo(to, each)).toList());
        MediaNegotiation next = new MediaNegotiation(policies, sessionName,
                origins.with(to, Optional.of(origin)).with(from, Optional.of(originOf(from, random))),
                keys.with(from, List.copyOf(fromKeys)).with(to, List.copyOf(toKeys)), keysAgreed, agreed,
                Optional.of(new Exchange(from, offers, Optional.empty())));
        return new Result.Relay(origin.description(), next);
    }

    /** Where a peer has it, it is offered again, so that a hold does not move its RTCP. */
    private boolean offersMux(Side to, int index) {
        return policies.on(to).rtcpMux() || agreed.filter(exchange -> exchange.isMuxed(to, index)).isPresent();
    }

    private static boolean isAcceptable(RtpSecurityPolicy policy, PeerStream stream, OurKeys keys) {
        try {
            Sdes.choose(policy, stream, keys);
            return true;
        } catch (NotAcceptable _) {
            return false;
        }
    }

    /** An offer that ends every stream is fine; one of which we can take none is not. */
    private static void requireMedia(SdpSession offer, List<Exchange.Offer> offers, Optional<NotAcceptable> violation) {
        boolean wanted = offer.media().stream().anyMatch(media -> media.port() != 0);
        if (wanted && offers.stream().noneMatch(Exchange.Offer::active)) {
            throw violation.orElse(new NotAcceptable(NotAcceptable.MEDIA_TYPE, "the offer has no RTP stream"));
        }
    }

    private OwnDescription.Stream offerTo(Side to, Exchange.Offer offer) {
        PeerStream stream = offer.stream();
        boolean secure = policies.on(to).outbound() == RtpSecurityPolicy.Outbound.SRTP_ONLY;
        String profile = stream.rtpProfile().map(rtp -> new RtpProfile(secure, rtp.feedback()).toString())
                .orElse(stream.profile());
        return new OwnDescription.Stream(offer.active(), offer.ports().on(to.media()), profile, stream.formats(),
                stream.direction(), offer.muxOffered(),
                offer.offered().stream().map(Sdes.Offered::toAttribute).toList());
    }

    private OwnDescription.Origin originOf(Side side, RandomGenerator random) {
        return origins.on(side).orElseGet(() -> OwnDescription.Origin.of(random.nextLong(1, MAX_SESSION_ID)));
    }

    private OurKeys keysOf(Side side, int index) {
        List<OurKeys> known = keys.on(side);
        return index < known.size() ? known.get(index) : OurKeys.NONE;
    }

    /** Takes the answer of {@code from} to the outstanding offer and makes the answer for the other side. */
    public Result receiveAnswer(Side from, SdpSession answer) {
        try {
            return takeAnswer(from, answer);
        } catch (NotAcceptable e) {
            return e.toResult();
        }
    }

    private Result takeAnswer(Side from, SdpSession answer) {
        Exchange exchange = outstanding.or(() -> agreed).filter(each -> each.answerer() == from)
                .orElseThrow(() -> new NotAcceptable(NotAcceptable.OTHER, "an answer without an offer"));
        List<Exchange.Offer> offers = exchange.offers();
        if (answer.media().size() != offers.size()) {
            throw new NotAcceptable(NotAcceptable.OTHER,
                    "the answer has " + answer.media().size() + " m-lines, its offer " + offers.size());
        }
        Side to = from.opposite();
        List<OurKeys> fromKeys = new ArrayList<>();
        List<OurKeys> toKeys = new ArrayList<>();
        List<Exchange.Answer> answers = new ArrayList<>();
        for (int i = 0; i < offers.size(); i++) {
            Exchange.Answer taken = takeAnswer(policies.on(from), offers.get(i),
                    PeerStream.read(answer, i).allowedBy(policies.on(from)));
            answers.add(taken);
            fromKeys.add(taken.active()
                    ? keysOf(from, i).agreed(taken.withAnswerer(), taken.stream())
                    : OurKeys.NONE);
            toKeys.add(taken.active()
                    ? keysOf(to, i).agreed(offers.get(i).withOfferer(), offers.get(i).stream())
                    : OurKeys.NONE);
        }
        List<OwnDescription.Stream> streams = new ArrayList<>();
        for (int i = 0; i < offers.size(); i++) {
            streams.add(answerTo(to, offers.get(i), answers.get(i)));
        }
        OwnDescription.Origin before = origins.on(to)
                .orElseThrow(() -> new IllegalStateException("an offer without origin"));
        OwnDescription.Origin origin = OwnDescription.write(before, sessionName, answer, streams);
        Both<List<OurKeys>> settled = keys.with(from, List.copyOf(fromKeys)).with(to, List.copyOf(toKeys));
        MediaNegotiation next = new MediaNegotiation(policies, sessionName, origins.with(to, Optional.of(origin)),
                settled, settled, Optional.of(exchange.answered(answers)), Optional.empty());
        return new Result.Relay(origin.description(), next);
    }

    private static Exchange.Answer takeAnswer(RtpSecurityPolicy policy, Exchange.Offer offer, PeerStream answer) {
        if (!answer.type().equalsIgnoreCase(offer.stream().type())) {
            throw new NotAcceptable(NotAcceptable.MEDIA_TYPE,
                    answer.label() + " answers " + offer.stream().label());
        }
        if (!offer.active() || answer.isDeclined()) {
            return new Exchange.Answer(answer, false, Direction.INACTIVE, offer.stream().formats(), Optional.empty());
        }
        if (answer.rtpProfile().isEmpty()) {
            throw new NotAcceptable(NotAcceptable.TRANSPORT_PROTOCOL,
                    answer.label() + " was answered with " + answer.profile());
        }
        List<String> formats = answer.formatsAllowedBy(offer.stream());
        if (formats.isEmpty()) {
            throw new NotAcceptable(NotAcceptable.MEDIA_FORMAT, answer.label() + " has no format of its offer");
        }
        Optional<Sdes.Agreed> withAnswerer = Sdes.accept(policy, offer.offered(), answer);
        Direction direction = answer.direction().and(offer.stream().direction().reversed());
        return new Exchange.Answer(answer, true, direction, formats, withAnswerer);
    }

    /** An answer has the profile, and at most the crypto line and rtcp-mux, of its offer. */
    private static OwnDescription.Stream answerTo(Side to, Exchange.Offer offer, Exchange.Answer answer) {
        List<CryptoAttribute> crypto = offer.withOfferer().map(agreed -> List.of(agreed.ours().toAttribute()))
                .orElse(List.of());
        return new OwnDescription.Stream(answer.active(), offer.ports().on(to.media()), offer.stream().profile(),
                answer.formats(), answer.direction(), offer.mux(), crypto);
    }

    /**
     * The offer of a session refresh (RFC 4028 §7.4) to {@code to}: what it saw last of us, unchanged to the version in
     * {@code o=}. What it answers is taken as any answer; the other side need not hear of it.
     *
     * @return empty before anything is agreed, or while an offer is outstanding
     */
    public Optional<Result.Relay> refresh(Side to) {
        return offerAgreed(to, origins.on(to));
    }

    /**
     * What is agreed, as an offer to a peer that was told something else under the same version: by another fork of the
     * call (RFC 3264 §8: what differs has another version).
     *
     * @return as {@link #refresh}
     */
    public Optional<Result.Relay> offerAnew(Side to) {
        return offerAgreed(to, origins.on(to).map(OwnDescription.Origin::renewed));
    }

    /**
     * What is agreed, as an offer with other keys of ours in place of those in use (RFC 3711 §9.2): each stream keeps its suite,
     * so its line stands alone. Until the answer, and after a refusal, the keys before are in force.
     *
     * @return as {@link #refresh}; empty too when no stream towards {@code to} is SRTP
     */
    public Optional<Result.Relay> rekey(Side to, RandomGenerator random) {
        if (agreed.isEmpty() || origins.on(to).isEmpty()
                || keys.on(to).stream().allMatch(each -> each.inUse().isEmpty())) {
            return Optional.empty();
        }
        List<OurKeys> renewed = keys.on(to).stream()
                .map(each -> each.renewed(policies.on(to).keyPackets(), random)).toList();
        Exchange again = agreed.get().offeredAgainTo(to).withKeys(renewed);
        OwnDescription.Origin origin = origins.on(to).get().withCrypto(again.offers().stream()
                .map(offer -> offer.offered().stream().map(Sdes.Offered::toAttribute).toList()).toList());
        return offerAgreed(to, Optional.of(origin), keys.with(to, renewed), again);
    }

    private Optional<Result.Relay> offerAgreed(Side to, Optional<OwnDescription.Origin> origin) {
        return agreed.flatMap(exchange -> offerAgreed(to, origin, keys, exchange.offeredAgainTo(to)));
    }

    private Optional<Result.Relay> offerAgreed(Side to, Optional<OwnDescription.Origin> origin,
            Both<List<OurKeys>> with, Exchange again) {
        if (outstanding.isPresent() || origin.isEmpty()) {
            return Optional.empty();
        }
        MediaNegotiation next = new MediaNegotiation(policies, sessionName, origins.with(to, origin), with, keysAgreed,
                agreed, Optional.of(again));
        return Optional.of(new Result.Relay(origin.get().description(), next));
    }

    /**
     * The outstanding offer was refused or cancelled: back to what was agreed before, but for the version in {@code o=},
     * which the other side has seen (RFC 3264 §8).
     */
    public MediaNegotiation abandonOffer() {
        return new MediaNegotiation(policies, sessionName, origins, keysAgreed, keysAgreed, agreed, Optional.empty());
    }

    /** Writes what is agreed, keys included, for {@link #read}: a call that goes on in another process. */
    public void write(OctetWriter to) {
        NegotiationCodec.write(to, origins, keysAgreed, agreed);
    }

    /**
     * What {@link #write} wrote, under the policies of now.
     *
     * @throws RuntimeException when it is something else
     */
    public static MediaNegotiation read(OctetReader from, RtpSecurityPolicy set, RtpSecurityPolicy icp,
            String sessionName) {
        MediaNegotiation fresh = start(set, icp, sessionName);
        Both<Optional<OwnDescription.Origin>> origins = NegotiationCodec.origins(from);
        Both<List<OurKeys>> keys = NegotiationCodec.keys(from);
        return new MediaNegotiation(fresh.policies, fresh.sessionName, origins, keys, keys,
                NegotiationCodec.exchange(from), Optional.empty());
    }

    /** Whether an exchange has been completed. */
    public boolean isAgreed() {
        return agreed.isPresent();
    }

    /**
     * What media shall do as far as it is known: with the first offer outstanding, the side that has not answered is
     * empty; with a later one outstanding, what was agreed before goes on.
     */
    public MediaPlan plan() {
        return agreed.or(() -> outstanding).map(Exchange::plan).orElse(new MediaPlan(List.of()));
    }

    /**
     * {@link #plan} while a later offer is out: whoever offers to receive has to take what comes from the moment of its offer
     * on, for the other peer may send with its answer, ahead of it (RFC 3264 §5.1, §6.1). So the way to the offerer is open
     * where the offer opens it; nothing is closed before the answer, and a stream whose key or suite changes is left alone.
     */
    public MediaPlan planWhileOffered() {
        return agreed.isPresent() && outstanding.isPresent()
                ? agreed.get().openedBy(outstanding.get())
                : plan();
    }

    /** Whether {@link #planWhileOffered} differs from what is agreed. */
    public boolean opensMore() {
        return !planWhileOffered().equals(plan());
    }

    /** Per m-line and side in words for log, ladder and call record: suite or "RTP", never a key. */
    public String describe(Side side) {
        return agreed.or(() -> outstanding).map(exchange -> exchange.describe(side)).orElse("");
    }

    /** The next step. */
    public sealed interface Result {

        /** What to send to the other side, and the state from now on. */
        record Relay(SdpSession description, MediaNegotiation next) implements Result {}

        /** Answer 488 with this Warning text towards the side that is to blame (RFC 3261 §20.43). */
        record Refused(int warnCode, String reason) implements Result {}
    }
}
