package io.sbc.media.srtp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;

/** Hexadecimal, packets in roomy arrays, and the vector file, for tests. */
final class Hex {

    private static final int ROOM = 4096;

    private Hex() {}

    static byte[] octets(String hex) {
        return HexFormat.of().parseHex(hex);
    }

    static String of(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }

    static String of(byte[] octets, int length) {
        return HexFormat.of().formatHex(octets, 0, length);
    }

    /** The packet at the beginning of an array with room for tags. */
    static byte[] roomy(byte[] packet) {
        return Arrays.copyOf(packet, ROOM);
    }

    static SrtpKey key(JsonNode vector) {
        return new SrtpKey(SrtpSuite.valueOf(vector.get("suite").asText()),
                Base64.getDecoder().decode(vector.get("inline").asText()));
    }

    static JsonNode vectors() {
        try (InputStream file = Hex.class.getResourceAsStream("vectors.json")) {
            return new ObjectMapper().readTree(Objects.requireNonNull(file, "vectors.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
