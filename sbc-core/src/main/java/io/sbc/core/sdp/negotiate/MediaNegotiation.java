package io.sbc.core.sdp.negotiate;

import io.sbc.core.Side;
import io.sbc.core.sdp.CryptoAttribute;
import io.sbc.core.sdp.Direction;
import io.sbc.core.sdp.SdpSession;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.SrtpSuite;
import io.sbc.media.api.StreamPorts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * The offer/answer state of a whole call across both sides: what each side offered and answered, which keys are ours on
 * each, and the SDP session ids that each side saw. Immutable: each step returns the next state, and the state before it
 * stays valid, so that a refused re-INVITE falls back by itself (RFC 3261 §14.1). Keys belong to the exchange that
 * carried them (lesson 16); our own key on a side stays the same while its peer keeps its suite (lesson 1).
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
    private final Optional<Exchange> agreed;
    private final Optional<Exchange> outstanding;

    private MediaNegotiation(Both<RtpSecurityPolicy> policies, String sessionName,
            Both<Optional<OwnDescription.Origin>> origins, Both<List<OurKeys>> keys, Optional<Exchange> agreed,
            Optional<Exchange> outstanding) {
        this.policies = policies;
        this.sessionName = sessionName;
        this.origins = origins;
        this.keys = keys;
        this.agreed = agreed;
        this.outstanding = outstanding;
    }

    /** Nothing offered yet. */
    public static MediaNegotiation start(RtpSecurityPolicy set, RtpSecurityPolicy icp, String sessionName) {
        String octets = new String(sessionName.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        return new MediaNegotiation(new Both<>(set, icp), octets.isBlank() ? "-" : octets,
                new Both<>(Optional.empty(), Optional.empty()),
                new Both<>(List.of(), List.of()), Optional.empty(), Optional.empty());
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
        List<OurKeys> fromKeys = new ArrayList<>();
        List<OurKeys> toKeys = new ArrayList<>();
        List<Exchange.Offer> offers = new ArrayList<>();
        Optional<NotAcceptable> violation = Optional.empty();
        for (int i = 0; i < count; i++) {
            OurKeys ofFrom = keysOf(from, i);
            OurKeys ofTo = keysOf(to, i);
            PeerStream stream = PeerStream.read(offer, i).allowedBy(policies.on(from));
            boolean active = stream.active();
            Optional<SrtpSuite> suite = Optional.empty();
            try {
                suite = active ? Sdes.choose(policies.on(from), stream, ofFrom.inUse()) : Optional.empty();
            } catch (NotAcceptable e) {
                violation = violation.or(() -> Optional.of(e));
                active = false;
            }
            if (active) {
                ofFrom = suite.isPresent() ? ofFrom.withKeysFor(List.of(suite.get()), random) : ofFrom;
                ofTo = Sdes.keysForOffer(policies.on(to), ofTo, random);
            }
            Optional<Sdes.Agreed> withOfferer = suite.isPresent()
                    ? Optional.of(Sdes.agree(policies.on(from), stream, ofFrom))
                    : Optional.empty();
            List<Sdes.Offered> lines = active ? Sdes.offer(policies.on(to), ofTo) : List.of();
            offers.add(new Exchange.Offer(stream, active, ports.get(i), withOfferer, lines));
            fromKeys.add(ofFrom);
            toKeys.add(ofTo);
        }
        requireMedia(offer, offers, violation);
        OwnDescription.Origin origin = OwnDescription.write(originOf(to, random), sessionName, offer,
                offers.stream().map(each -> offerTo(to, each)).toList());
        MediaNegotiation next = new MediaNegotiation(policies, sessionName,
                origins.with(to, Optional.of(origin)).with(from, Optional.of(originOf(from, random))),
                keys.with(from, List.copyOf(fromKeys)).with(to, List.copyOf(toKeys)), agreed,
                Optional.of(new Exchange(from, offers, Optional.empty())));
        return new Result.Relay(origin.description(), next);
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
                stream.direction(), false, offer.offered().stream().map(Sdes.Offered::toAttribute).toList());
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
                    ? keysOf(from, i).agreed(taken.withAnswerer().map(Sdes.Agreed::ourKey))
                    : OurKeys.NONE);
            toKeys.add(taken.active()
                    ? keysOf(to, i).agreed(offers.get(i).withOfferer().map(Sdes.Agreed::ourKey))
                    : OurKeys.NONE);
        }
        List<OwnDescription.Stream> streams = new ArrayList<>();
        for (int i = 0; i < offers.size(); i++) {
            streams.add(answerTo(to, offers.get(i), answers.get(i)));
        }
        OwnDescription.Origin before = origins.on(to)
                .orElseThrow(() -> new IllegalStateException("an offer without origin"));
        OwnDescription.Origin origin = OwnDescription.write(before, sessionName, answer, streams);
        MediaNegotiation next = new MediaNegotiation(policies, sessionName, origins.with(to, Optional.of(origin)),
                keys.with(from, List.copyOf(fromKeys)).with(to, List.copyOf(toKeys)),
                Optional.of(exchange.answered(answers)), Optional.empty());
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
        List<CryptoAttribute> crypto = offer.withOfferer().map(agreed -> List.of(agreed.toAttribute()))
                .orElse(List.of());
        return new OwnDescription.Stream(answer.active(), offer.ports().on(to.media()), offer.stream().profile(),
                answer.formats(), answer.direction(), offer.stream().rtcpMux(), crypto);
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

    private Optional<Result.Relay> offerAgreed(Side to, Optional<OwnDescription.Origin> origin) {
        if (agreed.isEmpty() || outstanding.isPresent() || origin.isEmpty()) {
            return Optional.empty();
        }
        MediaNegotiation next = new MediaNegotiation(policies, sessionName, origins.with(to, origin), keys, agreed,
                Optional.of(agreed.get().offeredAgainTo(to)));
        return Optional.of(new Result.Relay(origin.get().description(), next));
    }

    /** The outstanding offer was refused or cancelled: back to what was agreed before. */
    public MediaNegotiation abandonOffer() {
        return new MediaNegotiation(policies, sessionName, origins, keys, agreed, Optional.empty());
    }

    public boolean isOfferOutstanding() {
        return outstanding.isPresent();
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
