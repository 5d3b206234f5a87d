package io.sbc.perf.signalling;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One received SIP message, as text: just enough reading for a load. */
record SipText(String text) {

    private static final String EOL = "\r\n";

    boolean isResponse() {
        return text.startsWith("SIP/2.0 ");
    }

    int status() {
        return Integer.parseInt(text, 8, 11, 10);
    }

    /** Of a request. */
    String method() {
        return text.substring(0, text.indexOf(' '));
    }

    /** The first header field of this name, spelt as given. */
    Optional<String> header(String name) {
        List<String> all = headers(name);
        return all.isEmpty() ? Optional.empty() : Optional.of(all.getFirst());
    }

    String need(String name) {
        return header(name).orElseThrow(() -> new IllegalStateException("no " + name + " in:\n" + text));
    }

    /** Every header field of this name, in order; case as the peers of this load write it. */
    List<String> headers(String name) {
        List<String> found = new ArrayList<>(2);
        String start = EOL + name + ": ";
        int end = text.indexOf(EOL + EOL);
        for (int at = text.indexOf(start); at >= 0 && at < end; at = text.indexOf(start, at + 2)) {
            found.add(text.substring(at + start.length(), text.indexOf(EOL, at + 2)));
        }
        return found;
    }

    /** The method that a response answers. */
    String answers() {
        String sequence = need("CSeq");
        return sequence.substring(sequence.indexOf(' ') + 1);
    }

    /** What stands between angle brackets in a header field such as Contact. */
    static String uriOf(String field) {
        int open = field.indexOf('<');
        return field.substring(open + 1, field.indexOf('>', open));
    }
}
