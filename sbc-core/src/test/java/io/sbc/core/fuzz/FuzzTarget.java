package io.sbc.core.fuzz;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** What Jazzer is let loose on: each a reader, and what it begins with. */
enum FuzzTarget {

    /** Whole messages, all typed reads, and writing them again. */
    MESSAGE(60_000, Surfaces::message, Corpus::messages),
    URI(500_000, octets -> {
        Surfaces.uri(Surfaces.text(octets));
        Surfaces.address(Surfaces.text(octets));
    }, () -> Corpus.octets("INVITE ", "REGISTER ", "From:", "To:", "Contact:", "Route:", "Record-Route:")),
    VIA(500_000, octets -> Surfaces.via(Surfaces.text(octets)), () -> Corpus.octets("Via:", "v:")),
    /** Session descriptions, and negotiating them. */
    SDP(40_000, Surfaces::sdp, Corpus::descriptions),
    /** {@code a=crypto} lines (RFC 4568). */
    CRYPTO(300_000, octets -> Surfaces.crypto(Surfaces.text(octets)), () -> Corpus.octets("a=crypto:")),
    /** Challenges and credentials (RFC 7616). */
    DIGEST(300_000, octets -> Surfaces.digest(Surfaces.text(octets)), () -> Corpus.octets("Authorization:",
            "Proxy-Authorization:", "WWW-Authenticate:", "Proxy-Authenticate:")),
    /** Bodies of several parts, their type in the first line. */
    MULTIPART(300_000, CutsAndFlipsTest::multipart, Corpus::multiparts),
    /** XML bodies of events (dialog-info, pidf, reginfo, conference-info), from either side. */
    XML(20_000, Translations::xml, Corpus::eventBodies),
    REFER_TO(500_000, octets -> Translations.referTo(Surfaces.text(octets)),
            () -> Corpus.octets("Refer-To:", "r:", "Contact:")),
    /** Fragments of a NOTIFY (RFC 3420), and summaries of messages (RFC 3842). */
    SIPFRAG(130_000, Translations::sipfrag, Corpus::fragments),
    /** Datagrams on an RTP port: headers, extensions, protection and back. */
    RTP(120_000, MediaSurfaces::rtp, MediaSurfaces::rtpSeeds),
    /** Datagrams on an RTCP port: compound packets, reports, feedback, protection and back. */
    RTCP(120_000, MediaSurfaces::rtcp, MediaSurfaces::rtcpSeeds);

    private final int inputs;
    private final Consumer<byte[]> reader;
    private final Supplier<List<byte[]>> seeds;

    /** @param inputs how many are tried in CI: what takes about ten seconds on a quiet machine */
    FuzzTarget(int inputs, Consumer<byte[]> reader, Supplier<List<byte[]>> seeds) {
        this.inputs = inputs;
        this.reader = reader;
        this.seeds = seeds;
    }

    int inputs() {
        return inputs;
    }

    /** Throws when something does not hold. */
    void run(byte[] octets) {
        reader.accept(octets);
    }

    List<byte[]> seeds() {
        return seeds.get();
    }

    /** The name of the resource with what fuzzing found worth keeping: one input in hex on each line. */
    String keptName() {
        return "/fuzz/" + name().toLowerCase(Locale.ROOT) + ".hex";
    }

    /** What is kept: inputs that reach new code, and those that once broke something. */
    List<byte[]> kept() {
        try (InputStream in = FuzzTarget.class.getResourceAsStream(keptName())) {
            if (in == null) {
                throw new IllegalStateException(keptName() + " is not there");
            }
            List<byte[]> kept = new ArrayList<>();
            new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().filter(line -> !line.startsWith("#"))
                    .forEach(line -> kept.add(HexFormat.of().parseHex(line)));
            return kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
