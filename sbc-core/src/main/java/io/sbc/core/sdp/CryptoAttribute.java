package io.sbc.core.sdp;

import java.util.List;
import java.util.Optional;

/**
 * An {@code a=crypto} line for SRTP (RFC 4568 §9): {@code tag suite inline:key|lifetime|MKI:length;… parameters}.
 * Immutable; never prints a key.
 *
 * @param tag 0 to 999999999
 * @param suite as written; compared without case
 * @param keys at least one
 * @param sessionParameters as written
 */
public record CryptoAttribute(int tag, String suite, List<InlineKey> keys, List<String> sessionParameters) {

    public CryptoAttribute {
        keys = List.copyOf(keys);
        sessionParameters = List.copyOf(sessionParameters);
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("no key");
        }
    }

    /**
     * A line with one key, without lifetime and session parameters: what we write ourselves.
     *
     * @param masterKeyIdentifier {@code value:length}
     */
    public static CryptoAttribute of(int tag, String suite, byte[] keyAndSalt, Optional<String> masterKeyIdentifier) {
        return new CryptoAttribute(tag, suite, List.of(new InlineKey(keyAndSalt, "", masterKeyIdentifier)), List.of());
    }

    /**
     * Parses the value of the attribute. Empty when it is not of the grammar, a number is out of its range, or the key's
     * length is not that of a suite we know: such a line is to be skipped (§5.1.2).
     */
    public static Optional<CryptoAttribute> parse(String value) {
        return CryptoReader.read(value);
    }

    /** Session parameters that ask for something the default of SRTP does not do (§6.3), or that nobody knows. */
    public boolean hasMandatoryParameters() {
        return sessionParameters.stream().anyMatch(CryptoAttribute::isMandatory);
    }

    /** §6.3.7: those with a minus may be ignored; KDR 0 and FEC_SRTP are the defaults; WSH is a hint. */
    private static boolean isMandatory(String parameter) {
        return !parameter.startsWith("-") && !parameter.equalsIgnoreCase("KDR=0")
                && !parameter.equalsIgnoreCase("FEC_ORDER=FEC_SRTP")
                && !parameter.regionMatches(true, 0, "WSH=", 0, 4);
    }

    /** The attribute's value, for the wire only: it holds the keys. */
    public String write() {
        StringBuilder out = new StringBuilder(96).append(tag).append(' ').append(suite).append(' ');
        for (int i = 0; i < keys.size(); i++) {
            out.append(i == 0 ? "" : ";").append(keys.get(i).write());
        }
        sessionParameters.forEach(parameter -> out.append(' ').append(parameter));
        return out.toString();
    }

    @Override
    public String toString() {
        return tag + " " + suite + " ***";
    }
}
