package io.sbc.admin.warmup;

import io.sbc.core.directory.Secret;
import io.sbc.core.sip.auth.DigestClient;
import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.SplittableRandom;

/** One phone: connects, registers, refreshes, calls, hangs up, and connects anew until time is over. A thread of its own. */
final class PlayedPhone {

    static final String PASSWORD = "Played-Only-Here-1";

    private static final int KEY_AND_SALT = 30;
    private static final int REFRESHES = 20;
    private static final int CALLS = 10;
    private static final String REGISTRAR = "sip:localhost";

    private final int port;
    private final String user;
    private final SplittableRandom random;
    private final DigestClient credentials;
    private long sequence;

    PlayedPhone(int port, int number) {
        this.port = port;
        this.user = user(number);
        this.random = new SplittableRandom(number);
        this.credentials = new DigestClient(user, new Secret(PASSWORD), random);
    }

    static String user(int number) {
        return "played" + number;
    }

    /**
     * One connection with all that is done over it.
     *
     * @return calls that were answered
     */
    int round() throws IOException {
        int answered = 0;
        try (PlayedLine line = new PlayedLine(port)) {
            for (int i = 0; i < REFRESHES; i++) {
                register(line, i % 2 == 0 ? credentials : new DigestClient(user, new Secret(PASSWORD), random));
            }
            for (int i = 0; i < CALLS; i++) {
                answered += call(line) ? 1 : 0;
            }
        }
        return answered;
    }

    private void register(PlayedLine line, DigestClient client) throws IOException {
        SipRequest request = client.begin(request(line, SipMethod.REGISTER, REGISTRAR, "<sip:" + user + "@localhost>",
                "reg-" + user).set(HeaderName.EXPIRES, 300).build());
        line.send(request);
        SipResponse response = line.awaitFinal();
        if (response.status() == 401 && client.answer(request, response) instanceof DigestClient.Answer.Retry(
                SipRequest again)) {
            line.send(again.edit().prepend(HeaderName.VIA, via(line)).build());
            sequence = again.cseq().number();
            response = line.awaitFinal();
        }
        if (!response.isSuccess()) {
            throw new IOException("REGISTER was answered " + response.status());
        }
    }

    private boolean call(PlayedLine line) throws IOException {
        String callId = "call-" + Long.toHexString(random.nextLong());
        SipRequest invite = request(line, SipMethod.INVITE, "sip:9000@localhost", "<sip:9000@localhost>", callId)
                .body("application/sdp", offer()).build();
        line.send(invite);
        SipResponse response = line.awaitFinal();
        if (!response.isSuccess()) {
            line.send(SipRequest.builder(SipMethod.ACK, invite.requestUri()).set(HeaderName.VIA, invite.topmostVia())
                    .set(HeaderName.FROM, invite.from()).set(HeaderName.TO, response.to())
                    .set(HeaderName.CALL_ID, callId).set(HeaderName.CSEQ, new CSeq(sequence, SipMethod.ACK)).build());
            return false;
        }
        String target = response.contacts().getFirst().uri();
        long number = sequence;
        line.send(request(line, SipMethod.ACK, target, response.to(), callId)
                .set(HeaderName.CSEQ, new CSeq(number, SipMethod.ACK)).build());
        line.send(request(line, SipMethod.BYE, target, response.to(), callId).build());
        return line.awaitFinal().isSuccess();
    }

    private SipRequest.Builder request(PlayedLine line, SipMethod method, String uri, Object to, String callId) {
        return SipRequest.builder(method, uri).set(HeaderName.VIA, via(line)).set(HeaderName.MAX_FORWARDS, 70)
                .set(HeaderName.FROM, "<sip:" + user + "@localhost>;tag=" + user).set(HeaderName.TO, to)
                .set(HeaderName.CALL_ID, callId).set(HeaderName.CSEQ, new CSeq(++sequence, method))
                .set(HeaderName.CONTACT, "<sip:" + user + "@" + line.address() + ";transport=tls>")
                .set(HeaderName.ALLOW, "INVITE, ACK, CANCEL, BYE, OPTIONS").set(HeaderName.USER_AGENT, "warm-up");
    }

    private String via(PlayedLine line) {
        return "SIP/2.0/TLS " + line.address() + ";rport;branch=z9hG4bK" + Long.toHexString(random.nextLong());
    }

    /** With a key of this moment: nobody sends anything under it. */
    private byte[] offer() {
        byte[] key = new byte[KEY_AND_SALT];
        random.nextBytes(key);
        return """
                v=0\r
                o=- 1 1 IN IP4 127.0.0.1\r
                s=-\r
                c=IN IP4 127.0.0.1\r
                t=0 0\r
                m=audio 9 RTP/SAVP 0 101\r
                a=rtpmap:0 PCMU/8000\r
                a=rtpmap:101 telephone-event/8000\r
                a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:%s\r
                a=sendrecv\r
                """.formatted(Base64.getEncoder().encodeToString(key)).getBytes(StandardCharsets.US_ASCII);
    }
}
