package io.sbc.media.api;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyIdentifierTest {

    @Test
    void shouldWriteTheNumberBigEndianInItsOctets() {
        assertArrayEquals(new byte[]{0, 0, 0, 1}, MasterKeyIdentifier.parse("1:4").octets());
        assertArrayEquals(new byte[]{(byte) 255}, MasterKeyIdentifier.parse("255:1").octets());
        assertArrayEquals(new byte[]{1, 0}, MasterKeyIdentifier.parse("256:2").octets());
        assertArrayEquals(new byte[]{0}, MasterKeyIdentifier.parse("0:1").octets());
        assertEquals(128, MasterKeyIdentifier.parse("1066:128").length());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1:4", "0:1", "255:1", "340282366920938463463374607431768211455:16"})
    void shouldSayItAsSdpDoes(String text) {
        assertEquals(text, MasterKeyIdentifier.parse(text).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "256:1", "1:0", "1:129", "-1:4", "x:4", "1:"})
    void shouldRefuseWhatIsNone(String text) {
        assertThrows(IllegalArgumentException.class, () -> MasterKeyIdentifier.parse(text));
    }

    @Test
    void shouldTellKeysApartByIdentifierButKnowTheSameSecret() {
        SrtpKey plain = new SrtpKey(SrtpSuite.AES_CM_128_HMAC_SHA1_80, new byte[30]);
        SrtpKey identified = plain.withIdentifier(java.util.Optional.of(MasterKeyIdentifier.parse("1:4")));

        assertNotEquals(plain, identified);
        assertEquals(plain, identified.secret());
        assertEquals(true, plain.hasSecretOf(identified));
    }
}
