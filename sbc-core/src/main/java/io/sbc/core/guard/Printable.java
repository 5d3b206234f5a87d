package io.sbc.core.guard;

/** Text of strangers, fit for a log or a document: printable ASCII, not long. */
final class Printable {

    private static final int MAX = 64;

    private Printable() {}

    static String of(String text) {
        StringBuilder safe = new StringBuilder(Math.min(text.length(), MAX));
        for (int i = 0; i < text.length() && i < MAX; i++) {
            char c = text.charAt(i);
            safe.append(c >= ' ' && c <= '~' ? c : '?');
        }
        return safe.toString();
    }
}
