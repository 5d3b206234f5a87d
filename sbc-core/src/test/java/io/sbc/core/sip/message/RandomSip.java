package io.sbc.core.sip.message;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Makes well-formed requests from a seed, in every spelling that the grammar allows: case, compact forms, white space. */
final class RandomSip {

    private final Random random;

    RandomSip(long seed) {
        random = new Random(seed);
    }

    String request() {
        String method = oneOf("INVITE", "REGISTER", "OPTIONS", "BYE", "SUBSCRIBE", "PUBLISH", "X-own.Method");
        List<String> headers = new ArrayList<>();
        headers.add(header("From", "f", address(";tag=" + token())));
        headers.add(header("To", "t", address(random.nextBoolean() ? "" : ";tag=" + token())));
        headers.add(header("Call-ID", "i", token() + oneOf("", "@192.0.2.1", "@" + token() + ".example")));
        headers.add(header("CSeq", "CSeq", random.nextInt(Integer.MAX_VALUE) + oneOf(" ", "  ", "\t") + method));
        headers.add(header("Max-Forwards", "max-forwards", "" + random.nextInt(256)));
        headers.add(header("Contact", "m", address(oneOf("", ";expires=60", ";q=0.5;expires=3600"))));
        if (random.nextBoolean()) {
            headers.add(header("Supported", "k", oneOf("path", "path, outbound", "100rel,timer , replaces")));
        }
        if (random.nextBoolean()) {
            headers.add(header("Subject", "s", oneOf("hello", "a, b; c", "\"unclosed", "x <y> z", "Grüße")));
        }
        Collections.shuffle(headers, random);
        headers.addFirst(header("Via", "v", vias()));
        return method + ' ' + uri() + " SIP/2.0\r\n" + String.join("", headers) + header("Content-Length", "l", "0")
                + "\r\n";
    }

    @SafeVarargs
    private <T> T oneOf(T... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private String header(String name, String compact, String value) {
        String spelled = oneOf(name, compact, name.toUpperCase(Locale.ROOT),
                name.toLowerCase(Locale.ROOT));
        return spelled + oneOf(":", ": ", " :", "\t:  ") + value + oneOf("", "", " ") + "\r\n";
    }

    private String token() {
        StringBuilder out = new StringBuilder();
        for (int i = 1 + random.nextInt(10); i > 0; i--) {
            out.append(oneOf('a', 'b', 'C', 'D', '0', '1', '9', '-', '.', '_', '~'));
        }
        return out.toString();
    }

    private String vias() {
        List<String> vias = new ArrayList<>();
        for (int i = 1 + random.nextInt(3); i > 0; i--) {
            vias.add("SIP/2.0/" + oneOf("UDP", "TCP", "TLS", "SCTP") + ' ' + host() + oneOf("", ":5060", ":50613")
                    + oneOf("", ";rport", ";received=192.0.2.200") + oneOf(";", " ; ") + "branch=z9hG4bK" + token());
        }
        return String.join(oneOf(",", ", ", "\r\nVia: ", ",\r\n "), vias);
    }

    private String host() {
        return oneOf("192.0.2.1", "h", "pbx.example.com", "[2001:db8::1]", "a-b.example.com");
    }

    private String uri() {
        return oneOf("sip:", "sips:")
                + oneOf("", "1006@", "1*006@", "alice@", "a.b-c_d@", "%61%40x@", "alice;day=tuesday@",
                        "+1234@")
                + host() + oneOf("", ":5060", ":65535")
                + oneOf("", ";lr", ";transport=tcp", ";user=phone;transport=tls", ";maddr=192.0.2.9;ttl=15");
    }

    private String address(String parameters) {
        return oneOf("<" + uri() + ">", "Alice <" + uri() + ">", "\"Alice \\\"A\\\" B\" <" + uri() + ">",
                "\"a, b\"<" + uri() + ">", "sip:bare@" + host()) + parameters;
    }
}
