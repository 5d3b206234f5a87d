package io.sbc.media.srtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.sbc.media.api.MasterKeyIdentifier;
import io.sbc.media.api.SrtpKey;
import io.sbc.media.rtp.Octets;
import io.sbc.media.rtp.RtpHeader;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Whole packets of every suite, and sequences with the receiver's verdict; sources stand in the vector file. */
class SrtpPacketsRfcTest {

    @TestFactory
    Stream<DynamicTest> shouldProtectAndUnprotectWholePackets() {
        return stream("packets").map(vector -> DynamicTest.dynamicTest(
                vector.get("suite").asText() + " " + vector.get("kind").asText() + " " + vector.get("source").asText(),
                () -> {
                    if (vector.get("kind").asText().equals("srtp")) {
                        verifySrtp(vector);
                    } else {
                        verifySrtcp(vector);
                    }
                }));
    }

    private static void verifySrtp(JsonNode vector) {
        SrtpKey key = Hex.key(vector);
        byte[] plain = Hex.octets(vector.get("plain").asText());
        int ssrc = RtpHeader.ssrc(plain);
        // The index before this packet's: the contexts go on from there.
        long before = ((vector.get("roc").asLong() << 16) | RtpHeader.sequenceNumber(plain)) - 1;
        SrtpSendContext sender = new SrtpSendContext(key);
        SrtpReceiveContext receiver = new SrtpReceiveContext(key);
        sender.restore(ssrc, before);
        receiver.restore(ssrc, before);

        byte[] packet = Hex.roomy(plain);
        int length = sender.protectRtp(packet, plain.length);

        assertEquals(vector.get("cipher").asText(), Hex.of(packet, length));
        assertEquals(plain.length, receiver.unprotectRtp(packet, length));
        assertEquals(vector.get("plain").asText(), Hex.of(packet, plain.length));
        assertEquals(before + 1, receiver.highestIndex(ssrc));
    }

    private static void verifySrtcp(JsonNode vector) {
        SrtpKey key = Hex.key(vector);
        byte[] plain = Hex.octets(vector.get("plain").asText());
        assertEquals(1, vector.get("srtcp_index").asInt(), "a fresh sender begins at index 1");

        byte[] packet = Hex.roomy(plain);
        int length = new SrtpSendContext(key).protectRtcp(packet, plain.length);

        assertEquals(vector.get("cipher").asText(), Hex.of(packet, length));
        assertEquals(plain.length, new SrtpReceiveContext(key).unprotectRtcp(packet, length));
        assertEquals(vector.get("plain").asText(), Hex.of(packet, plain.length));
    }

    @TestFactory
    Stream<DynamicTest> shouldCarryTheMasterKeyIdentifier() {
        return stream("mki").map(vector -> DynamicTest.dynamicTest(vector.get("suite").asText(), () -> {
            SrtpKey key = Hex.key(vector).withIdentifier(Optional.of(MasterKeyIdentifier
                    .of(BigInteger.valueOf(vector.get("mki_value").asLong()), vector.get("mki_len").asInt())));
            byte[] rtp = Hex.octets(vector.get("plain").asText());
            byte[] rtcp = Hex.octets(vector.get("rtcp_plain").asText());
            byte[] packet = Hex.roomy(rtp);
            byte[] report = Hex.roomy(rtcp);
            SrtpSendContext sender = new SrtpSendContext(key);
            SrtpReceiveContext receiver = new SrtpReceiveContext(key);

            int length = sender.protectRtp(packet, rtp.length);
            int reportLength = sender.protectRtcp(report, rtcp.length);

            assertEquals(vector.get("cipher").asText(), Hex.of(packet, length));
            assertEquals(vector.get("rtcp_cipher").asText(), Hex.of(report, reportLength));
            assertEquals(rtp.length, receiver.unprotectRtp(packet, length));
            assertEquals(rtcp.length, receiver.unprotectRtcp(report, reportLength));
            assertEquals(vector.get("plain").asText(), Hex.of(packet, rtp.length));
            assertEquals(vector.get("rtcp_plain").asText(), Hex.of(report, rtcp.length));
        }));
    }

    @Test
    void shouldUseEveryGroupOfTheVectors() {
        Set<String> groups = new HashSet<>();
        Hex.vectors().fieldNames().forEachRemaining(groups::add);

        assertEquals(Set.of("_about", "kdf", "aes_cm_keystream", "aead_session_key", "packets", "mki",
                "receiver_sequences"), groups, "the first ones are in KeyDerivationRfcTest");
    }

    @TestFactory
    Stream<DynamicTest> shouldJudgeSequencesAsOtherReceiversDo() {
        return stream("receiver_sequences")
                .map(vector -> DynamicTest.dynamicTest(vector.get("name").asText(), () -> verifySequence(vector)));
    }

    private static void verifySequence(JsonNode vector) {
        assertEquals(ReplayWindow.SIZE, vector.get("window").asInt());
        SrtpReceiveContext receiver = new SrtpReceiveContext(Hex.key(vector));
        for (JsonNode step : vector.get("steps")) {
            byte[] srtp = Hex.octets(step.get("srtp").asText());
            byte[] packet = Hex.roomy(srtp);

            int length = receiver.unprotectRtp(packet, srtp.length);

            if (step.get("expect").asText().equals("accept")) {
                assertEquals(step.get("plain").asText(), Hex.of(packet, length), step.toString());
            } else {
                assertTrue(length < 0, step.toString());
            }
        }
    }

    @TestFactory
    Stream<DynamicTest> shouldWorkGcmAsInRfc7714() {
        return stream("aead_session_key").map(vector -> DynamicTest.dynamicTest(
                vector.get("source").asText() + " " + vector.get("kind").asText(), () -> {
                    if (vector.get("kind").asText().equals("srtp-encrypt")) {
                        verifyGcmRtp(vector);
                    } else if (vector.get("kind").asText().startsWith("srtcp")) {
                        verifyGcmRtcp(vector);
                    } else {
                        // UNENCRYPTED_SRTP (RFC 4568 §6.3.2) is a session parameter that we do not offer or take.
                        assertTrue(vector.get("kind").asText().startsWith("srtp-auth-only"));
                    }
                }));
    }

    private static AesGcm transform(JsonNode vector) {
        byte[] key = Hex.octets(vector.get("session_key").asText());
        byte[] salt = Hex.octets(vector.get("session_salt").asText());
        return new AesGcm(key, salt, key, salt, new SrtpWorkspace());
    }

    private static void verifyGcmRtp(JsonNode vector) {
        AesGcm transform = transform(vector);
        byte[] plain = Hex.octets(vector.get("rtp").asText());
        byte[] packet = Hex.roomy(plain);
        long index = (vector.get("roc").asLong() << 16) | RtpHeader.sequenceNumber(plain);

        int length = transform.protectRtp(packet, RtpHeader.FIXED_LENGTH, plain.length, RtpHeader.ssrc(plain), index);

        assertEquals(vector.get("srtp").asText(), Hex.of(packet, length));
        assertEquals(plain.length,
                transform.unprotectRtp(packet, RtpHeader.FIXED_LENGTH, length, RtpHeader.ssrc(plain), index));
        assertEquals(vector.get("rtp").asText(), Hex.of(packet, plain.length));
    }

    private static void verifyGcmRtcp(JsonNode vector) {
        AesGcm transform = transform(vector);
        byte[] plain = Hex.octets(vector.get("rtcp").asText());
        byte[] srtcp = Hex.octets(vector.get("srtcp").asText());
        int ssrc = Octets.getInt(plain, 4);
        int index = vector.get("srtcp_index").asInt();

        if (vector.get("kind").asText().equals("srtcp-encrypt")) {
            byte[] protectedPacket = Hex.roomy(plain);
            int length = transform.protectRtcp(protectedPacket, plain.length, ssrc, index);
            assertEquals(vector.get("srtcp").asText(), Hex.of(protectedPacket, length));
        }
        byte[] packet = Hex.roomy(srtcp);
        int indexWord = Octets.getInt(packet, transform.rtcpIndexOffset(srtcp.length));
        assertEquals(index, indexWord & 0x7fff_ffff);
        assertEquals(plain.length, transform.unprotectRtcp(packet, srtcp.length, ssrc, indexWord));
        assertEquals(vector.get("rtcp").asText(), Hex.of(packet, plain.length));
    }

    private static Stream<JsonNode> stream(String field) {
        return StreamSupport.stream(Hex.vectors().get(field).spliterator(), false);
    }
}
