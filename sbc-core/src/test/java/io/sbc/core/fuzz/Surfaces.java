package io.sbc.core.fuzz;

import io.sbc.core.Side;
import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.sdp.CryptoAttribute;
import io.sbc.core.sdp.SdpParseResult;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.negotiate.MediaNegotiation;
import io.sbc.core.sip.auth.DigestChallenge;
import io.sbc.core.sip.auth.DigestCredentials;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.MultipartBody;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.ParseLimits;
import io.sbc.core.sip.message.ParseResult;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipParser;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipUri;
import io.sbc.core.sip.message.Via;
import io.sbc.media.api.StreamPorts;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * The readers of what the network says, each with what must hold whatever the octets: a value or the typed failure comes
 * back, nothing else is thrown, and what was read reads the same once it is written.
 */
final class Surfaces {

    private static final SbcConfig CONFIG = new ConfigReader(1).reference();

    /** A typed read may say so, and nothing worse. */
    private static final List<Consumer<SipMessage>> READS = List.of(SipMessage::topmostVia, SipMessage::from,
            SipMessage::to, SipMessage::callId, SipMessage::cseq, SipMessage::contacts, SipMessage::maxForwards,
            SipMessage::expires, SipMessage::contentType, SipMessage::allHeaders,
            message -> Objects.requireNonNull(message.toString()),
            message -> message.addresses(HeaderName.ROUTE), message -> message.addresses(HeaderName.RECORD_ROUTE),
            message -> message.headers(HeaderName.VIA).forEach(Surfaces::via),
            message -> message.headers(HeaderName.AUTHORIZATION).forEach(Surfaces::digest),
            message -> message.headers(HeaderName.WWW_AUTHENTICATE).forEach(Surfaces::digest),
            message -> message.header(HeaderName.CONTACT).ifPresent(Surfaces::address),
            message -> message.header(HeaderName.CONTENT_TYPE).ifPresent(type -> multipart(type, message.body())),
            message -> sdp(message.body()));

    private Surfaces() {}

    static void message(byte[] octets) {
        if (SipParser.parse(octets, 0, octets.length, ParseLimits.DEFAULT) instanceof ParseResult.Parsed parsed) {
            SipMessage message = parsed.message();
            READS.forEach(read -> allowed(() -> read.accept(message)));
            byte[] written = message.toBytes();
            ParseResult again = SipParser.parse(written, 0, written.length, ParseLimits.DEFAULT);
            // A Content-Length that was not there may be what is too much.
            hold(again instanceof ParseResult.Parsed same
                    ? Arrays.equals(same.message().toBytes(), written)
                    : written.length > octets.length, "written and read again it is another message");
            if (message instanceof SipRequest request) {
                uri(request.requestUri());
            }
        }
    }

    private static void allowed(Runnable read) {
        try {
            read.run();
        } catch (MalformedHeaderException typed) {
            hold(typed.getMessage() != null, "a failure without words");
        }
    }

    static void uri(String text) {
        SipUri.parse(text).ifPresent(uri -> {
            String written = uri.toString();
            hold(SipUri.parse(written).equals(Optional.of(uri)), "URI reads differently: " + written);
            hold(uri.userDecoded().length() <= uri.user().length(), "a decoded user grew: " + written);
        });
    }

    static void address(String text) {
        NameAddr.parse(text).ifPresent(address -> {
            String written = address.toString();
            hold(NameAddr.parse(written).equals(Optional.of(address)), "address reads differently: " + written);
            address.sipUri().ifPresent(uri -> uri(uri.toString()));
        });
    }

    static void via(String text) {
        Via.parse(text).ifPresent(via -> {
            String written = via.toString();
            hold(Via.parse(written).equals(Optional.of(via)), "Via reads differently: " + written);
        });
    }

    static void sdp(byte[] octets) {
        if (SdpSession.parse(octets) instanceof SdpParseResult.Parsed(SdpSession session)) {
            hold(SdpSession.parse(session.toBytes()) instanceof SdpParseResult.Parsed(SdpSession again)
                    && again.equals(session), "description reads differently");
            session.media().forEach(media -> {
                session.connectionAddress(media);
                session.direction(media);
            });
            negotiate(session);
        }
    }

    /** An offer from each side; an answer to an offer of ours is of the same grammar. */
    private static void negotiate(SdpSession offer) {
        int streams = MediaNegotiation.streams(offer);
        if (streams < 1 || streams > 16) {
            return;
        }
        List<StreamPorts> ports = IntStream.range(0, streams).mapToObj(Surfaces::ports).toList();
        for (Side side : Side.values()) {
            MediaNegotiation negotiation = MediaNegotiation.start(CONFIG.set().rtpSecurity(),
                    CONFIG.icp().rtpSecurity(), "fuzz");
            if (negotiation.receiveOffer(side, offer, ports,
                    new SplittableRandom(1)) instanceof MediaNegotiation.Result.Relay relay) {
                relay.next().receiveAnswer(side.opposite(), offer);
            }
        }
    }

    private static StreamPorts ports(int stream) {
        return new StreamPorts(new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 20_000 + 4 * stream),
                new InetSocketAddress(InetAddress.ofLiteral("192.0.2.2"), 20_002 + 4 * stream));
    }

    static void crypto(String text) {
        CryptoAttribute.parse(text).ifPresent(crypto -> hold(
                CryptoAttribute.parse(crypto.write()).filter(crypto::equals).isPresent(),
                "crypto line reads differently"));
    }

    static void digest(String text) {
        DigestChallenge.parse(text).forEach(challenge -> hold(!challenge.nonce().isEmpty(), "an empty nonce"));
        DigestCredentials.parse(text).ifPresent(credentials -> hold(credentials.toString().indexOf('\n') < 0,
                "credentials break a line"));
    }

    static void multipart(String type, byte[] octets) {
        MultipartBody.parse(type, octets).ifPresent(body -> {
            hold(body.parts().size() <= MultipartBody.PARTS_MAX, "too many parts");
            hold(MultipartBody.parse(body.contentType(), body.toBytes()).filter(body::equals).isPresent(),
                    "parts read differently");
        });
    }

    static void hold(boolean promise, String broken) {
        if (!promise) {
            throw new AssertionError(broken);
        }
    }

    static String text(byte[] octets) {
        return new String(octets, StandardCharsets.UTF_8);
    }
}
