package io.sbc.kit.phone;

import io.sbc.kit.audio.AudioSource;
import io.sbc.kit.audio.G711;
import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.media.SrtpKey;
import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.sdp.Crypto;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * Offer and answer of one call (RFC 3264, RFC 4568 §5.1) and the endpoint that follows from them. Keys stay the same for
 * the whole call unless {@link #rekey} is called. Agent thread.
 */
final class MediaSession {
    private static final int TELEPHONE_EVENT = 101;

    private final MediaPolicy policy;
    private final List<G711> codecs;
    private final AudioSource source;
    private final RtpEndpoint endpoint;
    private final Random random;
    private final long sessionId;
    private final Map<String, byte[]> keys = new LinkedHashMap<>();
    private long version;
    private boolean atZeroAddress;
    private List<Crypto> offered = List.of();
    private @Nullable Sdp local;
    private @Nullable Sdp remote;

    MediaSession(MediaPolicy policy, List<G711> codecs, AudioSource source, RtpEndpoint endpoint, Random random) {
        this.policy = policy;
        this.codecs = List.copyOf(codecs);
        this.source = source;
        this.endpoint = endpoint;
        this.random = random;
        this.sessionId = random.nextInt(Integer.MAX_VALUE);
    }

    RtpEndpoint endpoint() {
        return endpoint;
    }

    Optional<Sdp> local() {
        return Optional.ofNullable(local);
    }

    Optional<Sdp> remote() {
        return Optional.ofNullable(remote);
    }

    /** The next offer or answer has new keys. */
    void rekey() {
        keys.clear();
    }

    /** The old way to hold (RFC 3264 §8.4): offers and answers name no address, until this is taken back. */
    void setZeroAddress(boolean on) {
        atZeroAddress = on;
    }

    Sdp offer(Direction direction) {
        List<Crypto> cryptos = new ArrayList<>();
        for (String suite : policy.offeredSuites()) {
            cryptos.add(new Crypto(cryptos.size() + 1, suite, key(suite)));
        }
        offered = cryptos;
        return describe(policy.profile(), payloadTypes(), direction, cryptos);
    }

    private List<Integer> payloadTypes() {
        List<Integer> types = new ArrayList<>();
        codecs.forEach(codec -> types.add(codec.payloadType()));
        types.add(TELEPHONE_EVENT);
        return types;
    }

    private byte[] key(String suite) {
        return keys.computeIfAbsent(suite, name -> {
            // A suite that we do not know gets a key of the usual length: only its name matters.
            byte[] key = new byte[SrtpSuite.named(name).map(SrtpSuite::keyAndSaltBytes).orElse(30)];
            random.nextBytes(key);
            return key;
        });
    }

    private Sdp describe(String profile, List<Integer> types, Direction direction, List<Crypto> cryptos) {
        InetSocketAddress at = atZeroAddress
                ? new InetSocketAddress("0.0.0.0", endpoint.local().getPort())
                : endpoint.local();
        Sdp described = new Sdp(sessionId, ++version, at, profile, types, direction, cryptos, 0);
        local = described;
        return described;
    }

    /**
     * Answers an offer and makes the endpoint follow.
     *
     * @return empty when codecs or security have nothing in common: 488
     */
    Optional<Sdp> answer(Sdp offer, Direction wanted) {
        if (!canAnswer(offer)) {
            return Optional.empty();
        }
        Optional<G711> codec = commonCodec(offer);
        Optional<Crypto> theirs = acceptable(offer);
        List<Integer> types = new ArrayList<>(List.of(codec.orElseThrow().payloadType()));
        if (offer.telephoneEvent() > 0) {
            // RFC 3264 §6.1: the answerer keeps the offerer's number.
            types.add(offer.telephoneEvent());
        }
        List<Crypto> ours = theirs
                .map(crypto -> List.of(new Crypto(crypto.tag(), crypto.suite(), key(crypto.suite()))))
                .orElse(List.of());
        Direction direction = restrict(offer.direction().answer(), wanted);
        Sdp answer = describe(offer.profile(), types, direction, ours);
        remote = offer;
        follow(offer, codec.get(), ours.isEmpty() ? Optional.empty() : Optional.of(ours.getFirst()), theirs, direction);
        return Optional.of(answer);
    }

    /** Whether codecs and security have something in common. */
    boolean canAnswer(Sdp offer) {
        boolean secureOnly = offer.profile().equals(Sdp.SAVP) || !policy.acceptPlain();
        return commonCodec(offer).isPresent() && (!secureOnly || acceptable(offer).isPresent());
    }

    private Optional<Crypto> acceptable(Sdp offer) {
        return policy.acceptSrtp()
                ? firstKnown(offer.cryptos()
                        .stream()
                        .filter(crypto -> policy.offeredSuites().contains(crypto.suite()))
                        .toList())
                : Optional.empty();
    }

    private static Direction restrict(Direction possible, Direction wanted) {
        boolean sends = possible.sends() && wanted.sends();
        boolean receives = possible.receives() && wanted.receives();
        if (sends) {
            return receives ? Direction.SENDRECV : Direction.SENDONLY;
        }
        return receives ? Direction.RECVONLY : Direction.INACTIVE;
    }

    private Optional<G711> commonCodec(Sdp theirs) {
        return theirs.payloadTypes()
                .stream()
                .flatMap(type -> codecs.stream().filter(codec -> codec.payloadType() == type))
                .findFirst();
    }

    private static Optional<Crypto> firstKnown(List<Crypto> cryptos) {
        return cryptos.stream()
                .filter(crypto -> SrtpSuite.named(crypto.suite())
                        .filter(suite -> suite.keyAndSaltBytes() == crypto.key().length)
                        .isPresent())
                .findFirst();
    }

    /**
     * Takes the answer to our offer and makes the endpoint follow.
     *
     * @return what is wrong with it, or empty
     */
    Optional<String> accept(Sdp answer) {
        remote = answer;
        Sdp offer = local().orElseThrow(() -> new IllegalStateException("an answer without an offer"));
        if (answer.connection().getPort() == 0) {
            return Optional.of("the stream was rejected");
        }
        Optional<G711> codec = commonCodec(answer);
        if (codec.isEmpty()) {
            return Optional.of("no codec of ours in the answer");
        }
        if (!answer.profile().equals(offer.profile())) {
            return Optional.of("profile " + answer.profile() + " for " + offer.profile());
        }
        if (answer.cryptos().isEmpty()) {
            if (offer.profile().equals(Sdp.SAVP) || !policy.acceptPlain()) {
                return Optional.of("no crypto line in the answer");
            }
            follow(answer, codec.get(), Optional.empty(), Optional.empty(), offer.direction());
            return Optional.empty();
        }
        Crypto theirs = answer.cryptos().getFirst();
        Optional<Crypto> ours = offered.stream().filter(crypto -> crypto.tag() == theirs.tag()).findFirst();
        // RFC 4568 §5.1.3: exactly one line, its tag and suite one of the offer's.
        if (answer.cryptos().size() > 1 || ours.isEmpty() || !ours.get().suite().equals(theirs.suite())
                || firstKnown(answer.cryptos()).isEmpty()) {
            return Optional.of("crypto lines that the offer did not allow: " + answer.cryptos());
        }
        follow(answer, codec.get(), ours, Optional.of(theirs), offer.direction());
        return Optional.empty();
    }

    private void follow(Sdp theirs, G711 codec, Optional<Crypto> ours, Optional<Crypto> peers, Direction mine) {
        endpoint.connect(theirs.connection(), theirs.rtcp(), codec, source, ours.map(MediaSession::toKey).orElse(null),
                peers.map(MediaSession::toKey).orElse(null));
        // "sendonly" of ours is hold: we might play music, and stay silent.
        endpoint.setSending(mine == Direction.SENDRECV && theirs.direction().receives() && !atZeroAddress
                && !theirs.connection().getAddress().isAnyLocalAddress());
    }

    private static SrtpKey toKey(Crypto crypto) {
        return new SrtpKey(SrtpSuite.named(crypto.suite()).orElseThrow(), crypto.key());
    }
}
