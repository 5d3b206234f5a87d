package io.sbc.core.sdp;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads the value of {@code a=crypto} by the grammar of RFC 4568 §9 and the ranges of §6. */
final class CryptoReader {

    /** Octets of key and salt: RFC 4568 §6.2, RFC 6188 §4 (also as many misspell it), RFC 7714 §14.1, RFC 5669 §4. */
    private static final Map<String, Integer> KEY_LENGTHS = Map
            .ofEntries(Map.entry("AES_CM_128_HMAC_SHA1_80", 30), Map.entry("AES_CM_128_HMAC_SHA1_32", 30),
                    Map.entry("F8_128_HMAC_SHA1_80", 30), Map.entry("AES_192_CM_HMAC_SHA1_80", 38),
                    Map.entry("AES_192_CM_HMAC_SHA1_32", 38), Map.entry("AES_256_CM_HMAC_SHA1_80", 46),
                    Map.entry("AES_256_CM_HMAC_SHA1_32", 46), Map.entry("AES_CM_256_HMAC_SHA1_80", 46),
                    Map.entry("AES_CM_256_HMAC_SHA1_32", 46), Map.entry("AEAD_AES_128_GCM", 28),
                    Map.entry("AEAD_AES_256_GCM", 44), Map.entry("SEED_CTR_128_HMAC_SHA1_80", 30));

    private static final BigInteger MAX_LIFETIME = BigInteger.ONE.shiftLeft(48);
    private static final int MAX_MKI_LENGTH = 128;
    private static final int MIN_WINDOW = 64;
    private static final int MAX_DIGITS = 400;

    private CryptoReader() {}

    static Optional<CryptoAttribute> read(String value) {
        List<String> words = SdpText.words(value, " \t");
        if (words.size() < 3 || !isTag(words.get(0)) || !isWord(words.get(1))) {
            return Optional.empty();
        }
        List<InlineKey> keys = new ArrayList<>();
        for (String part : words.get(2).split(";", -1)) {
            Optional<InlineKey> key = readKey(part, words.get(1));
            if (key.isEmpty()) {
                return Optional.empty();
            }
            keys.add(key.get());
        }
        // §6.1: several keys are told apart by their MKIs, which are of one length.
        if (keys.size() > 1 && keys.stream().map(CryptoReader::identifierLength).distinct().count() != 1) {
            return Optional.empty();
        }
        if (keys.size() > 1 && keys.getFirst().masterKeyIdentifier().isEmpty()) {
            return Optional.empty();
        }
        List<String> parameters = words.subList(3, words.size());
        return parameters.stream().allMatch(CryptoReader::isParameter)
                ? Optional.of(new CryptoAttribute(Integer.parseInt(words.get(0)), words.get(1), keys, parameters))
                : Optional.empty();
    }

    /** 1 to 9 digits without leading zero (§4.1). */
    private static boolean isTag(String word) {
        return isPlainNumber(word) && word.length() <= 9;
    }

    private static boolean isPlainNumber(String word) {
        return isNumber(word) && (word.length() == 1 || word.charAt(0) != '0');
    }

    private static boolean isNumber(String word) {
        return !word.isEmpty() && word.length() <= MAX_DIGITS && word.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static boolean isWord(String word) {
        return word.chars().allMatch(c -> c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z')
                || (c >= 'a' && c <= 'z'));
    }

    /** {@code inline:key-salt[|lifetime][|MKI:length]}. */
    private static Optional<InlineKey> readKey(String text, String suite) {
        if (!text.regionMatches(true, 0, "inline:", 0, 7)) {
            return Optional.empty();
        }
        String[] fields = text.substring(7).split("\\|", -1);
        byte[] key = decode(fields[0]);
        Integer expected = KEY_LENGTHS.get(suite.toUpperCase(Locale.ROOT));
        if (key.length == 0 || (expected != null && key.length != expected)) {
            return Optional.empty();
        }
        int at = 1;
        String lifetime = "";
        if (at < fields.length && fields[at].indexOf(':') < 0) {
            lifetime = fields[at++];
            if (!isLifetime(lifetime)) {
                return Optional.empty();
            }
        }
        Optional<String> mki = Optional.empty();
        if (at < fields.length) {
            mki = Optional.of(fields[at++]);
            if (!isMasterKeyIdentifier(mki.get())) {
                return Optional.empty();
            }
        }
        return at == fields.length ? Optional.of(new InlineKey(key, lifetime, mki)) : Optional.empty();
    }

    /** Padding may be missing (§6.1: it is discarded). Length 0 for what is no base64. */
    private static byte[] decode(String text) {
        try {
            return Base64.getDecoder().decode(text);
        } catch (IllegalArgumentException e) {
            return new byte[0];
        }
    }

    /** {@code 2^n} or decimal, not 0, without leading zeros, at most 2^48 packets (§6.1, §6.2). */
    private static boolean isLifetime(String text) {
        boolean power = text.startsWith("2^");
        String digits = power ? text.substring(2) : text;
        if (!isPlainNumber(digits)) {
            return false;
        }
        BigInteger number = new BigInteger(digits);
        return power
                ? number.compareTo(BigInteger.valueOf(48)) <= 0
                : number.signum() > 0 && number.compareTo(MAX_LIFETIME) <= 0;
    }

    private static String identifierLength(InlineKey key) {
        return key.masterKeyIdentifier().map(text -> text.substring(text.indexOf(':'))).orElse("");
    }

    /** {@code value:length}: a number that fits into 1 to 128 octets, both without leading zeros (§6.1). */
    private static boolean isMasterKeyIdentifier(String text) {
        int colon = text.indexOf(':');
        if (colon < 0 || !isPlainNumber(text.substring(0, colon)) || !isPlainNumber(text.substring(colon + 1))) {
            return false;
        }
        BigInteger length = new BigInteger(text.substring(colon + 1));
        return length.signum() > 0 && length.compareTo(BigInteger.valueOf(MAX_MKI_LENGTH)) <= 0
                && new BigInteger(text.substring(0, colon)).bitLength() <= 8 * length.intValue();
    }

    /** §6.3. FEC_KEY belongs to a separate stream of error correction, which we do not have: such a line is skipped. */
    private static boolean isParameter(String word) {
        String upper = word.toUpperCase(Locale.ROOT);
        if (upper.startsWith("KDR=")) {
            return isNumber(word.substring(4)) && word.length() <= 6 && Integer.parseInt(word.substring(4)) <= 24;
        }
        if (upper.startsWith("WSH=")) {
            return isNumber(word.substring(4)) && word.length() <= 12
                    && Long.parseLong(word.substring(4)) >= MIN_WINDOW;
        }
        if (upper.startsWith("FEC_ORDER=")) {
            return upper.equals("FEC_ORDER=FEC_SRTP") || upper.equals("FEC_ORDER=SRTP_FEC");
        }
        return !upper.startsWith("FEC_KEY=") && !word.equals("-");
    }
}
