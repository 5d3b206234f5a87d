package io.sbc.admin.oauth;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** How a request is signed (RFC 5849 §3.4; HMAC-SHA256 by analogy with §3.4.2). */
public enum SignatureMethod {
    HMAC_SHA256("HMAC-SHA256", "HmacSHA256"),
    HMAC_SHA1("HMAC-SHA1", "HmacSHA1"),
    /** The secrets themselves (§3.4.4): only where the configuration allows it, and over TLS. */
    PLAINTEXT("PLAINTEXT", "");

    private final String wireName;
    private final String mac;

    SignatureMethod(String wireName, String mac) {
        this.wireName = wireName;
        this.mac = mac;
    }

    /** Its name in {@code oauth_signature_method}. */
    public String wireName() {
        return wireName;
    }

    /** The method of that name, which is case-sensitive. */
    static Optional<SignatureMethod> named(String wireName) {
        return Arrays.stream(values()).filter(method -> method.wireName.equals(wireName)).findFirst();
    }

    /** The value of {@code oauth_signature}. */
    String sign(String signatureBase, String consumerSecret, String tokenSecret) {
        String key = PercentEncoding.encode(consumerSecret) + '&' + PercentEncoding.encode(tokenSecret);
        if (this == PLAINTEXT) {
            return key;
        }
        try {
            Mac hmac = Mac.getInstance(mac);
            hmac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), mac));
            return Base64.getEncoder().encodeToString(hmac.doFinal(signatureBase.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e); // every JDK has both, and the key is never empty
        }
    }
}
