package io.sbc.core.sdp.negotiate;

import io.sbc.core.Side;
import io.sbc.core.octets.OctetReader;
import io.sbc.core.octets.OctetWriter;
import io.sbc.core.sdp.Direction;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.octets.Fields;
import io.sbc.media.api.StreamPorts;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What is agreed, as octets. Of our keys only those in use are kept: a suite that is offered again later gets a fresh one, since
 * nobody knows any more whether the one before has protected anything (RFC 3711 §9.1).
 */
final class NegotiationCodec {

    private static final Direction[] DIRECTIONS = Direction.values();

    private NegotiationCodec() {}

    static void write(OctetWriter to, Both<Optional<OwnDescription.Origin>> origins, Both<List<OurKeys>> keys,
            Optional<Exchange> agreed) {
        for (Side side : Side.values()) {
            Fields.maybe(to, origins.on(side), NegotiationCodec::origin);
        }
        for (Side side : Side.values()) {
            Fields.list(to, keys.on(side), NegotiationCodec::ourKeys);
        }
        Fields.maybe(to, agreed, NegotiationCodec::exchange);
    }

    static Both<Optional<OwnDescription.Origin>> origins(OctetReader from) {
        Both<Optional<OwnDescription.Origin>> read = new Both<>(Optional.empty(), Optional.empty());
        for (Side side : Side.values()) {
            read = read.with(side, Fields.maybe(from, NegotiationCodec::origin));
        }
        return read;
    }

    static Both<List<OurKeys>> keys(OctetReader from) {
        Both<List<OurKeys>> read = new Both<>(List.of(), List.of());
        for (Side side : Side.values()) {
            read = read.with(side, List.copyOf(Fields.list(from, NegotiationCodec::ourKeys)));
        }
        return read;
    }

    static Optional<Exchange> exchange(OctetReader from) {
        return Fields.maybe(from, in -> new Exchange(Fields.flag(in) ? Side.SET : Side.ICP,
                Fields.list(in, NegotiationCodec::offer),
                Fields.maybe(in, answers -> Fields.list(answers, NegotiationCodec::answer))));
    }

    private static void exchange(OctetWriter to, Exchange exchange) {
        Fields.flag(to, exchange.offerer() == Side.SET);
        Fields.list(to, exchange.offers(), NegotiationCodec::offer);
        Fields.maybe(to, exchange.answers(),
                (out, answers) -> Fields.list(out, answers, NegotiationCodec::answer));
    }

    private static void origin(OctetWriter to, OwnDescription.Origin origin) {
        to.number(origin.sessionId()).number(origin.version());
        Fields.maybe(to, Optional.ofNullable(origin.last()), (out, last) -> out.octets(last.toBytes()));
    }

    private static OwnDescription.Origin origin(OctetReader from) {
        long sessionId = from.number();
        long version = from.number();
        return new OwnDescription.Origin(sessionId, version,
                Fields.maybe(from, NegotiationCodec::description).orElse(null));
    }

    private static SdpSession description(OctetReader from) {
        return switch (SdpSession.parse(from.octets())) {
            case SdpParseResult.Parsed parsed -> parsed.session();
            case SdpParseResult.Malformed malformed -> throw new IllegalArgumentException("no description");
        };
    }

    private static void ourKeys(OctetWriter to, OurKeys keys) {
        Fields.maybe(to, keys.peer(), (out, peer) -> {
            KeyOctets.write(out, peer.key());
            out.text(peer.spelling());
            Fields.maybe(out, peer.rtp(), Fields::address);
            KeyOctets.write(out, keys.key(peer.key().suite()));
        });
    }

    private static OurKeys ourKeys(OctetReader from) {
        return Fields.maybe(from, in -> {
            OurKeys.Peer peer = new OurKeys.Peer(KeyOctets.read(in), in.text(), Fields.maybe(in, Fields::address));
            return new OurKeys(Map.of(peer.key().suite(), KeyOctets.read(in)), Optional.of(peer));
        }).orElse(OurKeys.NONE);
    }

    private static void offer(OctetWriter to, Exchange.Offer offer) {
        peerStream(to, offer.stream());
        Fields.flag(to, offer.active());
        Fields.address(to, offer.ports().set());
        Fields.address(to, offer.ports().icp());
        Fields.maybe(to, offer.withOfferer(), NegotiationCodec::agreed);
        Fields.list(to, offer.offered(), NegotiationCodec::offered);
        Fields.flag(to, offer.mux());
        Fields.flag(to, offer.muxOffered());
    }

    private static Exchange.Offer offer(OctetReader from) {
        return new Exchange.Offer(peerStream(from), Fields.flag(from),
                new StreamPorts(Fields.address(from), Fields.address(from)),
                Fields.maybe(from, NegotiationCodec::agreed), Fields.list(from, NegotiationCodec::offered),
                Fields.flag(from), Fields.flag(from));
    }

    private static void answer(OctetWriter to, Exchange.Answer answer) {
        peerStream(to, answer.stream());
        Fields.flag(to, answer.active());
        to.number(answer.direction().ordinal());
        Fields.list(to, answer.formats(), OctetWriter::text);
        Fields.maybe(to, answer.withAnswerer(), NegotiationCodec::agreed);
    }

    private static Exchange.Answer answer(OctetReader from) {
        return new Exchange.Answer(peerStream(from), Fields.flag(from), direction(from),
                Fields.list(from, OctetReader::text), Fields.maybe(from, NegotiationCodec::agreed));
    }

    private static Direction direction(OctetReader from) {
        return DIRECTIONS[Math.toIntExact(from.number())];
    }

    private static void agreed(OctetWriter to, Sdes.Agreed agreed) {
        to.number(agreed.tag()).text(agreed.spelling());
        KeyOctets.write(to, agreed.peerKey());
        KeyOctets.write(to, agreed.ourKey());
    }

    private static Sdes.Agreed agreed(OctetReader from) {
        return new Sdes.Agreed(Math.toIntExact(from.number()), from.text(), KeyOctets.read(from), KeyOctets.read(from));
    }

    private static void offered(OctetWriter to, Sdes.Offered offered) {
        to.number(offered.tag()).text(offered.spelling());
        KeyOctets.write(to, offered.key());
    }

    private static Sdes.Offered offered(OctetReader from) {
        return new Sdes.Offered(Math.toIntExact(from.number()), from.text(), KeyOctets.read(from));
    }

    /** Without its crypto lines: what was made of them stands beside it. */
    private static void peerStream(OctetWriter to, PeerStream stream) {
        to.number(stream.number()).text(stream.type()).number(stream.port()).text(stream.profile());
        Fields.flag(to, stream.active());
        Fields.list(to, stream.formats(), OctetWriter::text);
        Fields.list(to, List.copyOf(stream.codecs().entrySet()),
                (out, codec) -> out.text(codec.getKey()).text(codec.getValue()));
        Fields.maybe(to, stream.rtp(), Fields::address);
        Fields.maybe(to, stream.rtcp(), Fields::address);
        Fields.flag(to, stream.rtcpMux());
        to.number(stream.direction().ordinal());
    }

    private static PeerStream peerStream(OctetReader from) {
        int number = Math.toIntExact(from.number());
        String type = from.text();
        int port = Math.toIntExact(from.number());
        String profile = from.text();
        boolean active = Fields.flag(from);
        List<String> formats = Fields.list(from, OctetReader::text);
        Map<String, String> codecs = new HashMap<>();
        Fields.list(from, in -> Map.entry(in.text(), in.text()))
                .forEach(codec -> codecs.put(codec.getKey(), codec.getValue()));
        return new PeerStream(number, type, port, profile, RtpProfile.of(profile), active, formats, codecs,
                Fields.maybe(from, Fields::address), Fields.maybe(from, Fields::address), Fields.flag(from),
                direction(from), 0, List.of());
    }
}
