package io.sbc.core.guard;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A look at the first line of a message that nobody has parsed: only to drop what would be refused anyway, never to let
 * something in. What cannot be read is left to the parser.
 */
final class Glance {

    private static final byte[] INVITE = ascii("INVITE ");
    private static final byte[] ACK = ascii("ACK ");
    private static final byte[] REFUSAL = ascii("tag=" + GuardedSignalling.STATELESS_TAG);
    private static final byte[] TAG = ascii("tag=");
    private static final byte[] AUTHORIZATION = ascii("uthorization");

    /** The methods that begin something; anything else is left to the parser. */
    private static final byte[][] NEW_WORK = {INVITE, ascii("REGISTER "), ascii("OPTIONS "), ascii("SUBSCRIBE "),
        ascii("MESSAGE "), ascii("PUBLISH ")};

    private Glance() {}

    /** Whether it begins something and carries no sign of a dialog or of credentials. */
    static boolean isNewWork(byte[] message) {
        boolean begins = false;
        for (byte[] method : NEW_WORK) {
            begins |= startsWith(message, 0, method);
        }
        return begins && !mayHaveCredentialsOrToTag(message);
    }

    /** Whether it is the ACK of a refusal of ours, which nobody waits for. */
    static boolean isAckOfRefusal(byte[] message) {
        if (!startsWith(message, 0, ACK)) {
            return false;
        }
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\n' && i + 1 < message.length && (message[i + 1] | 0x20) == 't'
                    && lineHas(message, i + 1, REFUSAL)) {
                return true;
            }
        }
        return false;
    }

    /** The Request-URI of an INVITE, else null. */
    static @Nullable String invitedUri(byte[] message) {
        if (!startsWith(message, 0, INVITE)) {
            return null;
        }
        int from = INVITE.length;
        int to = from;
        while (to < message.length && message[to] != ' ' && message[to] != '\r' && message[to] != '\n') {
            to++;
        }
        return new String(message, from, to - from, StandardCharsets.UTF_8);
    }

    /** Looks at the first letter of each line; errs towards yes. */
    private static boolean mayHaveCredentialsOrToTag(byte[] message) {
        for (int i = 0; i < message.length; i++) {
            if (message[i] != '\n') {
                continue;
            }
            int next = i + 1;
            if (next >= message.length || message[next] == '\r' || message[next] == '\n') {
                return false;
            }
            switch (message[next] | 0x20) {
                case 't' -> {
                    if (lineHas(message, next, TAG)) {
                        return true;
                    }
                }
                case 'a', 'p' -> {
                    if (lineHas(message, next, AUTHORIZATION)) {
                        return true;
                    }
                }
                default -> {
                    // A field that says nothing about it.
                }
            }
        }
        return false;
    }

    private static boolean lineHas(byte[] message, int from, byte[] text) {
        for (int i = from; i < message.length && message[i] != '\n'; i++) {
            if (startsWith(message, i, text)) {
                return true;
            }
        }
        return false;
    }

    private static boolean startsWith(byte[] message, int from, byte[] text) {
        if (message.length - from < text.length) {
            return false;
        }
        for (int i = 0; i < text.length; i++) {
            if (message[from + i] != text[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
