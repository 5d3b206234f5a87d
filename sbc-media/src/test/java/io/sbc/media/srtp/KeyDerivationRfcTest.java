package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import io.sbc.media.rtp.Octets;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.crypto.Cipher;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Session keys and key stream: RFC 3711 B.2, B.3, RFC 6188 §7. */
class KeyDerivationRfcTest {

    @TestFactory
    Stream<DynamicTest> shouldDeriveTheSessionKeysOfTheRfcs() {
        return StreamSupport.stream(Hex.vectors().get("kdf").spliterator(), false)
                .map(vector -> DynamicTest.dynamicTest(vector.get("source").asText(), () -> verifyDerivation(vector)));
    }

    private static void verifyDerivation(JsonNode vector) {
        KeyDerivation derivation = new KeyDerivation(Hex.octets(vector.get("master_key").asText()),
                Hex.octets(vector.get("master_salt").asText()));

        verify(derivation, vector, KeyDerivation.RTP_ENCRYPTION, "label00_cipher_key");
        verify(derivation, vector, KeyDerivation.RTP_AUTHENTICATION, "label01_auth_key");
        verify(derivation, vector, KeyDerivation.RTP_SALT, "label02_cipher_salt");
        verify(derivation, vector, KeyDerivation.RTCP_ENCRYPTION, "label03_srtcp_key");
        verify(derivation, vector, KeyDerivation.RTCP_AUTHENTICATION, "label04_srtcp_auth20");
        verify(derivation, vector, KeyDerivation.RTCP_SALT, "label05_srtcp_salt");
    }

    private static void verify(KeyDerivation derivation, JsonNode vector, int label, String field) {
        String expected = vector.get(field).asText();
        assertEquals(expected, Hex.of(derivation.derive(label, expected.length() / 2)), field);
    }

    @TestFactory
    Stream<DynamicTest> shouldMakeTheKeystreamOfTheRfcs() {
        return StreamSupport.stream(Hex.vectors().get("aes_cm_keystream").spliterator(), false)
                .map(vector -> DynamicTest.dynamicTest(vector.get("source").asText(), () -> verifyKeystream(vector)));
    }

    private static void verifyKeystream(JsonNode vector) {
        Cipher key = AesCounterMode.key(Hex.octets(vector.get("session_key").asText()));
        byte[] first = Hex.octets(vector.get("session_salt_shifted").asText());
        byte[] stream = new byte[vector.get("total_blocks").asInt() * AesCounterMode.BLOCK];

        new AesCounterMode().xorKeystream(key, Octets.getLong(first, 0), Octets.getLong(first, 8), stream,
                0, stream.length);

        for (JsonNode block : vector.get("blocks")) {
            byte[] counter = Hex.octets(block.get("counter").asText());
            int number = Octets.getUnsignedShort(counter, 14);
            byte[] actual = new byte[AesCounterMode.BLOCK];
            System.arraycopy(stream, number * AesCounterMode.BLOCK, actual, 0, AesCounterMode.BLOCK);
            assertEquals(block.get("keystream").asText(), Hex.of(actual), "block " + number);
        }
    }
}
