package io.sbc.core.sip.message;

import java.nio.charset.StandardCharsets;

/** Words that come in nearly every message, so that reading them makes no garbage. Case is kept: only equals are shared. */
final class Words {

    private static final String[] COMMON = {"branch", "rport", "received", "alias", "tag", "transport", "lr", "ob",
        "expires", "q", "user", "phone", "udp", "tcp", "tls", "UDP", "TCP", "TLS", "+sip.instance", "reg-id", "maddr",
        "ttl", "INVITE", "ACK", "BYE", "CANCEL", "REGISTER", "OPTIONS", "INFO", "UPDATE", "PRACK", "REFER", "NOTIFY",
        "SUBSCRIBE", "MESSAGE", "PUBLISH"};
    private static final int SLOTS = 128;
    private static final String[] TABLE = new String[SLOTS];

    static {
        for (String word : COMMON) {
            int slot = slot(word.length(), word.charAt(0), word.charAt(word.length() - 1));
            while (TABLE[slot] != null) {
                slot = slot + 1 & SLOTS - 1;
            }
            TABLE[slot] = word;
        }
    }

    private Words() {}

    private static int slot(int length, int first, int last) {
        return (length * 31 + first) * 31 + last & SLOTS - 1;
    }

    /** {@code text[from, to)}. */
    static String of(String text, int from, int to) {
        int length = to - from;
        if (length > 0) {
            int slot = slot(length, text.charAt(from), text.charAt(to - 1));
            for (String word = TABLE[slot]; word != null; word = TABLE[slot]) {
                if (word.length() == length && text.startsWith(word, from)) {
                    return word;
                }
                slot = slot + 1 & SLOTS - 1;
            }
        }
        return text.substring(from, to);
    }

    /** The method whose name {@code bytes[from, to)} is; the octets are a token. */
    static SipMethod method(byte[] bytes, int from, int to) {
        int slot = slot(to - from, bytes[from], bytes[to - 1]);
        for (String word = TABLE[slot]; word != null; word = TABLE[slot]) {
            if (equal(word, bytes, from, to)) {
                return SipMethod.of(word);
            }
            slot = slot + 1 & SLOTS - 1;
        }
        return SipMethod.of(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
    }

    private static boolean equal(String word, byte[] bytes, int from, int to) {
        if (word.length() != to - from) {
            return false;
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.charAt(i) != bytes[from + i]) {
                return false;
            }
        }
        return true;
    }
}
