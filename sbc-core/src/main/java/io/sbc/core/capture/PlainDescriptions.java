package io.sbc.core.capture;

import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Descriptions for a file whose media is decrypted: {@code RTP/SAVP} reads {@code RTP/AVP} and {@code a=crypto} reads {@code a=x-crypto}, or
 * Wireshark would take the packets for SRTP and play nothing. Pure functions.
 */
final class PlainDescriptions {

    private static final Pattern PROFILE = Pattern.compile("(?m)^(m=[^ \\r\\n]+ [^ \\r\\n]+ RTP/)S(AVPF?\\b)");
    private static final Pattern CRYPTO = Pattern.compile("(?m)^a=crypto:");
    private static final Pattern LENGTH = Pattern.compile("(?im)^((?:content-length|l)[ \\t]*:[ \\t]*)[0-9]+");
    private static final String END_OF_HEAD = "\r\n\r\n";

    private PlainDescriptions() {}

    /** The message with such descriptions; the same array when it has none to change. */
    static byte[] of(byte[] message) {
        String text = new String(message, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(END_OF_HEAD);
        if (end < 0) {
            return message;
        }
        String body = text.substring(end + END_OF_HEAD.length());
        String plain = CRYPTO.matcher(PROFILE.matcher(body).replaceAll("$1$2")).replaceAll("a=x-crypto:");
        if (plain.equals(body)) {
            return message;
        }
        Matcher length = LENGTH.matcher(text.substring(0, end));
        return (length.replaceFirst("$1" + plain.length()) + END_OF_HEAD + plain)
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
