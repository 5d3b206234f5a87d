package io.sbc.e2e;

import io.sbc.kit.audio.AudioSource;
import io.sbc.kit.audio.G711;
import io.sbc.kit.audio.Melody;
import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.media.SrtpKey;
import io.sbc.kit.media.SrtpSuite;
import io.sbc.kit.sdp.Crypto;
import io.sbc.kit.sdp.Direction;
import io.sbc.kit.sdp.Sdp;
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The media of a scripted phone: an endpoint of SRTP with one suite, and the lines that describe it. */
final class SecureVoice implements AutoCloseable {
    private final RtpEndpoint endpoint;
    private final AudioSource sound;
    private final SrtpSuite suite;
    private final Random random;
    private byte[] key;
    private G711 codec = G711.PCMU;
    private List<Integer> events = List.of();
    private long version;
    private byte[] identifier = {};

    private SecureVoice(RtpEndpoint endpoint, AudioSource sound, SrtpSuite suite, Random random) {
        this.endpoint = endpoint;
        this.sound = sound;
        this.suite = suite;
        this.random = random;
        this.key = new byte[suite.keyAndSaltBytes()];
        random.nextBytes(key);
    }

    static SecureVoice at(InetAddress address, String name, SrtpSuite suite) throws IOException {
        RtpEndpoint.warmUp();
        Random random = new Random();
        return new SecureVoice(new RtpEndpoint(address, random, System::nanoTime), new Melody(name, name.hashCode()),
                suite, random);
    }

    RtpEndpoint endpoint() {
        return endpoint;
    }

    /** From now on it describes and speaks this. */
    void codec(G711 other) {
        codec = other;
    }

    /** From now on it says that it takes touch tones as events (RFC 4733). */
    SecureVoice withEvents(int payloadType) {
        events = List.of(payloadType);
        return this;
    }

    /** From now on its crypto line has an MKI, which its packets carry and which it wants in those that come (RFC 3711 §3.1). */
    SecureVoice withIdentifier(byte... octets) {
        identifier = octets.clone();
        return this;
    }

    /** As a crypto line has it (RFC 4568 §6.1): {@code |value:length}; empty without one. */
    String identifierText() {
        return identifier.length == 0 ? "" : "|" + new BigInteger(1, identifier) + ":" + identifier.length;
    }

    /** The tag of its suite in the other side's offer. */
    int tagIn(String theirs) {
        List<Crypto> lines = Sdp.parse(theirs).cryptos();
        return lines.stream().filter(line -> line.suite().equals(suite.name())).findFirst().orElseGet(lines::getFirst)
                .tag();
    }

    /** From now on it describes itself with another key. */
    void rekey() {
        key = new byte[suite.keyAndSaltBytes()];
        random.nextBytes(key);
    }

    /**
     * An offer or an answer, as it stands in this moment.
     *
     * @param attributes further lines of the stream, as in {@code rtcp-mux}
     */
    String describe(Direction direction, int tag, String... attributes) {
        StringBuilder sdp = new StringBuilder(
                new Sdp(4_001, ++version, endpoint.local(), Sdp.SAVP, types(), direction,
                        List.of(new Crypto(tag, suite.name(), key)), 0).write()
                        .replaceAll("(inline:\\S+)", "$1" + identifierText()));
        for (String attribute : attributes) {
            sdp.append("a=").append(attribute).append("\r\n");
        }
        return sdp.toString();
    }

    private List<Integer> types() {
        return Stream.concat(Stream.of(codec.payloadType()), events.stream()).toList();
    }

    /** As a stream of its own kind, to stand behind another description. */
    String describeAs(String type) {
        String sdp = describe(Direction.SENDRECV, 1);
        return sdp.substring(sdp.indexOf("m=audio")).replace("m=audio", "m=" + type);
    }

    /** Takes the other side's description of this stream, and speaks. */
    void speakTo(String theirs) {
        speakTo(theirs, tagIn(theirs));
    }

    /** Takes an offer, of which one line was answered, and speaks. */
    void speakTo(String theirs, int tag) {
        Sdp sdp = Sdp.parse(theirs);
        byte[] chosen = sdp.cryptos().stream().filter(line -> line.tag() == tag).findFirst().orElseThrow().key();
        endpoint.connect(sdp.connection(), sdp.rtcp(), codec, sound, new SrtpKey(suite, key, identifier),
                new SrtpKey(suite, chosen, identifier));
        endpoint.setSending(true);
    }

    /** One stream of a description, counted from 0, as if it were the only one and of audio. */
    static String stream(String sdp, int index) {
        String[] parts = sdp.split("(?=m=)", -1);
        return parts[0] + parts[index + 1].replaceFirst("m=[a-z]+", "m=audio");
    }

    @Override
    public void close() {
        endpoint.close();
    }
}
