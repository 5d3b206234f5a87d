package io.sbc.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A message as the actors read and write it: text, lines and names, nothing of the product's codec. Mutable while it is
 * made.
 */
final class Sip {

    private String start;
    private final List<String[]> fields = new ArrayList<>();
    private String body = "";

    private Sip(String start) {
        this.start = start;
    }

    static Sip request(String method, String uri) {
        return new Sip(method + " " + uri + " SIP/2.0");
    }

    /** A response to {@code request}, with what RFC 3261 §8.2.6 copies. */
    static Sip response(Sip request, int status, String tag) {
        Sip response = new Sip("SIP/2.0 " + status + " Simulated " + status);
        for (String[] field : request.fields) {
            switch (field[0]) {
                case "Via", "From", "Call-ID", "CSeq", "Record-Route" -> response.add(field[0], field[1]);
                case "To" -> response.add("To",
                        field[1].contains(";tag=") || tag.isEmpty() ? field[1] : field[1] + ";tag=" + tag);
                default -> {
                }
            }
        }
        return response;
    }

    static Sip parse(String text) {
        int head = text.indexOf("\r\n\r\n");
        String[] lines = text.substring(0, head).split("\r\n");
        Sip message = new Sip(lines[0]);
        for (int i = 1; i < lines.length; i++) {
            int colon = lines[i].indexOf(':');
            message.fields.add(new String[]{lines[i].substring(0, colon), lines[i].substring(colon + 1).trim()});
        }
        message.body = text.substring(head + 4);
        return message;
    }

    Sip copy() {
        Sip copy = new Sip(start);
        fields.forEach(field -> copy.fields.add(field.clone()));
        copy.body = body;
        return copy;
    }

    Sip add(String name, String value) {
        fields.add(new String[]{name, value});
        return this;
    }

    Sip addFirst(String name, String value) {
        fields.addFirst(new String[]{name, value});
        return this;
    }

    Sip set(String name, String value) {
        for (String[] field : fields) {
            if (field[0].equals(name)) {
                field[1] = value;
                return this;
            }
        }
        return add(name, value);
    }

    Sip removeFirst(String name) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i)[0].equals(name)) {
                fields.remove(i);
                break;
            }
        }
        return this;
    }

    Sip sdp(String description) {
        return body("application/sdp", description);
    }

    Sip body(String type, String content) {
        body = content;
        return set("Content-Type", type);
    }

    Sip uri(String uri) {
        start = method() + " " + uri + " SIP/2.0";
        return this;
    }

    boolean isRequest() {
        return !start.startsWith("SIP/2.0 ");
    }

    boolean is(String method) {
        return isRequest() && start.startsWith(method + " ");
    }

    int status() {
        return Integer.parseInt(start.substring(8, 11));
    }

    /** Of the request, or of the one that is answered. */
    String method() {
        return isRequest() ? start.substring(0, start.indexOf(' ')) : cseqMethod();
    }

    String uri() {
        return start.substring(start.indexOf(' ') + 1, start.lastIndexOf(' '));
    }

    Optional<String> first(String name) {
        for (String[] field : fields) {
            if (field[0].equalsIgnoreCase(name)) {
                return Optional.of(field[1]);
            }
        }
        return Optional.empty();
    }

    String get(String name) {
        return first(name).orElse("");
    }

    List<String> all(String name) {
        return fields.stream().filter(field -> field[0].equalsIgnoreCase(name)).map(field -> field[1]).toList();
    }

    String cseqMethod() {
        String cseq = get("CSeq");
        return cseq.substring(cseq.lastIndexOf(' ') + 1);
    }

    long cseq() {
        String cseq = get("CSeq");
        return Long.parseLong(cseq.substring(0, cseq.indexOf(' ')));
    }

    String callId() {
        return get("Call-ID");
    }

    String branch() {
        return parameter(get("Via"), "branch");
    }

    /** Of the topmost Via. */
    String sentBy() {
        String via = get("Via");
        return via.substring(via.indexOf(' ') + 1, via.indexOf(';'));
    }

    String fromTag() {
        return parameter(get("From"), "tag");
    }

    String toTag() {
        return parameter(get("To"), "tag");
    }

    String body() {
        return body;
    }

    /** Of a value whose URI, if any, stands in angle brackets. */
    static String parameter(String value, String name) {
        int at = value.indexOf(";" + name + "=", Math.max(0, value.indexOf('>')));
        if (at < 0) {
            return "";
        }
        int from = at + name.length() + 2;
        int to = from;
        while (to < value.length() && ";, \t>".indexOf(value.charAt(to)) < 0) {
            to++;
        }
        return value.substring(from, to);
    }

    /** What stands in angle brackets. */
    static String uriIn(String value) {
        int from = value.indexOf('<');
        return from < 0 ? value : value.substring(from + 1, value.indexOf('>', from));
    }

    static String userIn(String uri) {
        int at = uri.indexOf('@');
        return at < 0 ? "" : uri.substring(uri.indexOf(':') + 1, at);
    }

    String startLine() {
        return start;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(600).append(start).append("\r\n");
        for (String[] field : fields) {
            if (!field[0].equals("Content-Length")) {
                out.append(field[0]).append(": ").append(field[1]).append("\r\n");
            }
        }
        return out.append("Content-Length: ").append(body.length()).append("\r\n\r\n").append(body).toString();
    }
}
