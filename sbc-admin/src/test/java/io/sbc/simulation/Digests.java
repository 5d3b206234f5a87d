package io.sbc.simulation;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Digest authentication (RFC 7616, MD5 with qop=auth), both ways. */
final class Digests {

    private Digests() {}

    /** Credentials for a challenge. */
    static String answer(String challenge, String method, String uri, String user, String password) {
        String realm = word(challenge, "realm");
        String nonce = word(challenge, "nonce");
        String cnonce = "c0ffee";
        return "Digest username=\"" + user + "\", realm=\"" + realm + "\", nonce=\"" + nonce + "\", uri=\"" + uri
                + "\", response=\"" + response(user, realm, password, method, uri, nonce, "00000001", cnonce)
                + "\", algorithm=MD5, cnonce=\"" + cnonce + "\", qop=auth, nc=00000001"
                + (challenge.contains("opaque=") ? ", opaque=\"" + word(challenge, "opaque") + "\"" : "");
    }

    /** Whether credentials are right. */
    static boolean isRight(String credentials, String method, String password) {
        return word(credentials, "response").equals(response(word(credentials, "username"), word(credentials, "realm"),
                password, method, word(credentials, "uri"), word(credentials, "nonce"), word(credentials, "nc"),
                word(credentials, "cnonce")));
    }

    private static String response(String user, String realm, String password, String method, String uri,
            String nonce, String count, String cnonce) {
        return md5(md5(user + ":" + realm + ":" + password) + ":" + nonce + ":" + count + ":" + cnonce + ":auth:"
                + md5(method + ":" + uri));
    }

    private static String md5(String text) {
        try {
            return HexFormat.of().formatHex(
                    MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** A parameter, quoted or not; empty when it is not there. */
    static String word(String header, String name) {
        int at = Math.max(header.indexOf(" " + name + "="), header.indexOf("," + name + "="));
        if (at < 0) {
            return "";
        }
        int from = at + name.length() + 2;
        if (from < header.length() && header.charAt(from) == '"') {
            return header.substring(from + 1, header.indexOf('"', from + 1));
        }
        int comma = header.indexOf(',', from);
        return header.substring(from, comma < 0 ? header.length() : comma).trim();
    }
}
