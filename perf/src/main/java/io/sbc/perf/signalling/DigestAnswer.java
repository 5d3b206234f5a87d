package io.sbc.perf.signalling;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/** The phone's side of MD5 digest (RFC 2617), with qop=auth where the challenge offers it. */
final class DigestAnswer {

    private static final String CLIENT_NONCE = "0a4f113b";

    private DigestAnswer() {}

    /**
     * The value of an Authorization header.
     *
     * @param count of this use of the nonce, from 1
     */
    static String to(String challenge, Phone phone, String method, String uri, int count) {
        String realm = parameter(challenge, "realm");
        String nonce = parameter(challenge, "nonce");
        String ha1 = md5(phone.user() + ":" + realm + ":" + phone.password());
        String ha2 = md5(method + ":" + uri);
        String start = "Digest username=\"" + phone.user() + "\", realm=\"" + realm + "\", nonce=\"" + nonce
                + "\", uri=\"" + uri + "\", algorithm=MD5";
        if (!challenge.contains("qop=")) {
            return start + ", response=\"" + md5(ha1 + ":" + nonce + ":" + ha2) + "\"";
        }
        String uses = String.format(Locale.ROOT, "%08x", count);
        String response = md5(ha1 + ":" + nonce + ":" + uses + ":" + CLIENT_NONCE + ":auth:" + ha2);
        return start + ", qop=auth, nc=" + uses + ", cnonce=\"" + CLIENT_NONCE + "\", response=\"" + response + "\"";
    }

    private static String parameter(String challenge, String name) {
        int from = challenge.indexOf(name + "=\"") + name.length() + 2;
        return challenge.substring(from, challenge.indexOf('"', from));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
