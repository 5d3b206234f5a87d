package io.sbc.core.sdp.negotiate;

import io.sbc.core.Side;
import io.sbc.core.sdp.Direction;
import io.sbc.media.api.EndpointPlan;
import io.sbc.media.api.MediaPlan;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.PayloadFormat;
import io.sbc.media.api.PayloadTypes;
import io.sbc.media.api.Protection;
import io.sbc.media.api.StreamPlan;
import io.sbc.media.api.StreamPorts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One offer with its answer, as far as it has come. Immutable.
 *
 * @param offerer who sent the offer; the other side got ours in its place
 * @param offers one for each m-line
 * @param answers one for each m-line; empty until the answer has come
 */
record Exchange(Side offerer, List<Offer> offers, Optional<List<Answer>> answers) {

    /**
     * One m-line of an offer.
     *
     * @param active neither ended by its port 0 nor declined by us
     * @param withOfferer what the answer to the offerer will say about SRTP; empty for RTP
     * @param offered the crypto lines that we offered on
     * @param mux what the answer to the offerer will say about rtcp-mux (RFC 5761)
     * @param muxOffered whether we offered it on
     */
    record Offer(PeerStream stream, boolean active, StreamPorts ports, Optional<Sdes.Agreed> withOfferer,
            List<Sdes.Offered> offered, boolean mux, boolean muxOffered) {

        /** This with other keys of ours in the one line that is in use; on plain RTP, as it is. */
        private Offer withKeys(OurKeys keys) {
            List<Sdes.Offered> lines = keys.inUse().map(suite -> offered.stream()
                    .filter(line -> line.key().suite() == suite)
                    .map(line -> new Sdes.Offered(line.tag(), line.spelling(),
                            keys.key(suite).withIdentifier(line.key().identifier())))
                    .toList()).orElse(offered);
            return new Offer(stream, active, ports, withOfferer, lines, mux, muxOffered);
        }
    }

    /**
     * One m-line of an answer.
     *
     * @param active accepted by both sides
     * @param direction as the answerer sees it, no wider than its offer
     * @param formats no more than what was offered
     */
    record Answer(PeerStream stream, boolean active, Direction direction, List<String> formats,
            Optional<Sdes.Agreed> withAnswerer) {}

    Exchange {
        offers = List.copyOf(offers);
        answers = answers.map(List::copyOf);
    }

    Side answerer() {
        return offerer.opposite();
    }

    Exchange answered(List<Answer> with) {
        return new Exchange(offerer, offers, Optional.of(with));
    }

    /** This exchange, answered, as one whose offer goes to {@code to} once more: with swapped roles if that one made it. */
    Exchange offeredAgainTo(Side to) {
        if (to != offerer) {
            return new Exchange(offerer, offers, Optional.empty());
        }
        List<Answer> answered = answers.orElseThrow(() -> new IllegalStateException("nothing was answered"));
        List<Offer> swapped = new ArrayList<>();
        for (int i = 0; i < offers.size(); i++) {
            Offer offer = offers.get(i);
            Answer answer = answered.get(i);
            List<Sdes.Offered> lines = offer.withOfferer.stream().map(Sdes.Agreed::ours).toList();
            swapped.add(new Offer(answer.stream, answer.active, offer.ports, answer.withAnswerer, lines,
                    isMuxed(offer, answer), offer.mux));
        }
        return new Exchange(to.opposite(), swapped, Optional.empty());
    }

    /** This, not answered yet, with the keys of {@link OurKeys#renewed} in place of those in use. */
    Exchange withKeys(List<OurKeys> renewed) {
        List<Offer> again = new ArrayList<>();
        for (int i = 0; i < offers.size(); i++) {
            again.add(offers.get(i).withKeys(renewed.get(i)));
        }
        return new Exchange(offerer, again, Optional.empty());
    }

    /** Whether {@code side} has RTP and RTCP on one port in this m-line. */
    boolean isMuxed(Side side, int index) {
        if (index >= offers.size()) {
            return false;
        }
        Offer offer = offers.get(index);
        return side == offerer
                ? offer.active && offer.mux
                : answers.filter(given -> isMuxed(offer, given.get(index))).isPresent();
    }

    /** RFC 5761 §5.1.1: it takes an offer of it and an answer to that. */
    private static boolean isMuxed(Offer offer, Answer answer) {
        return answer.active && offer.muxOffered && answer.stream.rtcpMux();
    }

    MediaPlan plan() {
        List<StreamPlan> streams = new ArrayList<>();
        for (int i = 0; i < offers.size(); i++) {
            Offer offer = offers.get(i);
            int index = i;
            Optional<Answer> answer = answers.map(all -> all.get(index));
            Optional<EndpointPlan> one = Optional.of(offererEndpoint(offer, answer));
            Optional<EndpointPlan> other = answer.map(given -> answererEndpoint(offer, given));
            streams.add(offerer == Side.SET ? new StreamPlan(one, other) : new StreamPlan(other, one));
        }
        return new MediaPlan(streams);
    }

    /** The plan of this exchange, with the ways open to the peer that makes a later offer which that offer opens. */
    MediaPlan openedBy(Exchange later) {
        List<StreamPlan> before = plan().streams();
        List<StreamPlan> asked = later.plan().streams();
        List<StreamPlan> opened = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            MediaSide to = later.offerer.media();
            opened.add(isActive(i) && later.offers.get(i).active
                    ? opened(before.get(i), asked.get(i).on(to).orElseThrow(), to)
                    : before.get(i));
        }
        return new MediaPlan(opened);
    }

    private boolean isActive(int index) {
        return answers.filter(all -> all.get(index).active).isPresent();
    }

    private static StreamPlan opened(StreamPlan before, EndpointPlan offered, MediaSide to) {
        Optional<EndpointPlan> listener = before.on(to);
        Optional<EndpointPlan> speaker = before.on(to.opposite());
        if (listener.isEmpty() || speaker.isEmpty() || !offered.receives()
                || !listener.get().send().equals(offered.send())) {
            return before;
        }
        EndpointPlan listens = listener.get().receivingAt(listener.get().remoteRtp().or(offered::remoteRtp));
        EndpointPlan speaks = speaker.get().sending();
        return to == MediaSide.SET
                ? new StreamPlan(Optional.of(listens), Optional.of(speaks))
                : new StreamPlan(Optional.of(speaks), Optional.of(listens));
    }

    private static EndpointPlan offererEndpoint(Offer offer, Optional<Answer> answer) {
        Direction allowed = answer.map(a -> a.direction.reversed()).orElse(Direction.SENDRECV);
        boolean active = offer.active && answer.map(Answer::active).orElse(true);
        return endpoint(offer.stream, active, offer.stream.direction().and(allowed), offer.withOfferer,
                offer.mux, payloadTypes(answer.map(Answer::stream), offer.stream));
    }

    private static EndpointPlan answererEndpoint(Offer offer, Answer answer) {
        return endpoint(answer.stream, answer.active, answer.direction, answer.withAnswerer, isMuxed(offer, answer),
                payloadTypes(Optional.of(offer.stream), answer.stream));
    }

    /** A peer sends what the other one described; numbers that only it described itself stand behind. */
    private static PayloadTypes payloadTypes(Optional<PeerStream> other, PeerStream own) {
        List<PayloadFormat> formats = new ArrayList<>(other.map(PeerStream::payloadFormats).orElse(List.of()));
        own.payloadFormats().stream()
                .filter(format -> formats.stream().noneMatch(known -> known.payloadType() == format.payloadType()))
                .forEach(formats::add);
        return formats.isEmpty() ? PayloadTypes.STATIC : new PayloadTypes(formats);
    }

    private static EndpointPlan endpoint(PeerStream stream, boolean active, Direction direction,
            Optional<Sdes.Agreed> agreed, boolean rtcpMux, PayloadTypes payloadTypes) {
        if (!active) {
            return new EndpointPlan(Optional.empty(), Optional.empty(), false, Protection.clear(), Protection.clear(),
                    false, false);
        }
        return new EndpointPlan(stream.rtp(), rtcpMux ? Optional.empty() : stream.rtcp(), rtcpMux,
                agreed.map(a -> Protection.srtp(a.peerKey())).orElse(Protection.clear()),
                agreed.map(a -> Protection.srtp(a.ourKey())).orElse(Protection.clear()), direction.sends(),
                direction.receives(), payloadTypes);
    }

    /** In words, without keys: {@code audio AES_CM_128_HMAC_SHA1_32, video off}. */
    String describe(Side side) {
        List<String> words = new ArrayList<>();
        for (int i = 0; i < offers.size(); i++) {
            words.add(offers.get(i).stream.type() + ' ' + describe(side, i));
        }
        return String.join(", ", words);
    }

    private String describe(Side side, int index) {
        Offer offer = offers.get(index);
        Optional<Answer> answer = answers.map(all -> all.get(index));
        if (!offer.active || answer.filter(a -> !a.active).isPresent()) {
            return "off";
        }
        if (side != offerer && answer.isEmpty()) {
            return "offered";
        }
        Optional<Sdes.Agreed> agreed = side == offerer ? offer.withOfferer : answer.flatMap(Answer::withAnswerer);
        return agreed.map(a -> a.ourKey().suite().sdesName()).orElse("RTP");
    }
}
