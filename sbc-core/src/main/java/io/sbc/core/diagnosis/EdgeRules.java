package io.sbc.core.diagnosis;

import io.sbc.core.record.EdgeTroubles.Trouble;
import java.util.List;
import java.util.Locale;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/** What the edge refused: the first row whose words fit. Rows without words fit everything of their kind. */
final class EdgeRules {

    private record Row(String rule, String kind, List<String> words, String what, String cause, String todo,
            String where) {}

    private static final String CERTIFICATE = "set.tls.certificates, ./sbc doctor";

    private static final List<String> EXPIRED = List.of("certificate_expired", "certificate expired");

    /** What a phone says whose clock is behind the beginning of our certificate: not valid yet has no alert of its own (RFC 8446 §6.2). */
    private static final List<String> BAD = List.of("bad_certificate", "bad certificate");

    private static final Row CLOCK_AHEAD = new Row("phone-clock-wrong", "tls", EXPIRED,
            "A phone at %s takes our certificate for expired, and it is not", "The phone's clock is ahead",
            "Set the phone's date, time and time zone, best from the network", "The phone's clock");

    private static final Row CLOCK_BEHIND = new Row("phone-clock-wrong", "tls", BAD,
            "A phone at %s takes our certificate for one that is not valid, and it is",
            "The phone's clock is behind the day on which the certificate begins; else the phone cannot verify its signature",
            "Set the phone's date, time and time zone, best from the network; then ./sbc doctor for the certificate",
            "The phone's clock");

    private static final List<Row> ROWS = List.of(
            new Row("our-certificate-expired", "tls", EXPIRED,
                    "A phone at %s refuses our certificate: expired",
                    "Nobody renewed it",
                    "Put the new chain and key in place of the files of set.tls.certificates (page Certificates); ./sbc reload-certificates takes them at once",
                    CERTIFICATE),
            new Row("our-certificate-untrusted", "tls",
                    List.of("unknown_ca", "unknown ca", "certificate_unknown", "certificate unknown", "bad_certificate",
                            "bad certificate"),
                    "A phone at %s refuses our certificate",
                    "It does not trust the authority, an intermediate certificate is missing in "
                            + "the chain, or the certificate has not the name that the phone connects to",
                    "Use a certificate of a public authority for set.domain, with its whole chain", CERTIFICATE),
            new Row("phone-shows-no-certificate", "tls",
                    List.of("did_not_return_a_certificate", "did not return a certificate", "null cert chain"),
                    "A phone at %s shows no certificate, and one is required", "set.tls.client-auth is required",
                    "Give the phone a certificate, or do not require one", "set.tls.client-auth"),
            new Row("phone-tls-mismatch", "tls",
                    List.of("unsupported_protocol", "protocol_version", "protocol version", "no_shared_cipher",
                            "no shared cipher",
                            "no cipher suites in common", "inappropriate_fallback", "handshake_failure",
                            "client requested protocol"),
                    "A phone at %s and the SBC have no TLS version or cipher suite in common",
                    "The app or its system is too old for set.tls.protocols",
                    "Update the app; TLS 1.2 is the least that is safe",
                    "set.tls.protocols"),
            new Row("no-tls-spoken", "tls",
                    List.of("http_request", "wrong_version_number", "not an ssl/tls record", "https_proxy_request"),
                    "Something at %s speaks no TLS to the TLS port",
                    "An app is set to TCP instead of TLS, or it is a scanner",
                    "Set the transport of the app there to TLS (port: set.tls.port); a scanner needs nothing",
                    "The app at that address"),
            new Row("tls-handshake-failed", "tls", List.of(), "TLS handshakes of %s fail",
                    "Something between cuts the connection, or the app fails in a way of its own: see the words of the evidence",
                    "Try openssl s_client -connect against the SBC's TLS port from there", CERTIFICATE),
            new Row("address-blocked", "guard-blocked", List.of(),
                    "The address %s is on the block list, and all phones behind it with it",
                    "Too many wrong passwords, unknown users or malformed messages came from there: one broken app of a whole office is enough",
                    "Find the app that fails; ./sbc guard unblock %s, and put the office's network into guard.allow",
                    "./sbc guard explain %s, guard.allow"),
            new Row("rate-limited", "guard-refused", List.of(), "Requests of %s are refused with 503",
                    "A whole office behind one address asks more often than the guard allows, or the SBC is overloaded",
                    "Put the office's network into guard.allow, or raise guard.untrusted; look at the SBC's load",
                    "./sbc guard explain %s, guard.untrusted, guard.registered"));

    private EdgeRules() {}

    static Stream<String> names() {
        return Stream.concat(Stream.of(CLOCK_AHEAD, CLOCK_BEHIND), ROWS.stream()).map(Row::rule);
    }

    /** @param valid whether our certificates were valid at a time, milliseconds of the epoch */
    static Verdict judge(Trouble trouble, LongPredicate valid) {
        String said = trouble.words().toLowerCase(Locale.ROOT);
        boolean blameless = valid.test(trouble.lastMillis());
        Row row = Stream.concat(blameless ? Stream.of(CLOCK_AHEAD, CLOCK_BEHIND) : Stream.empty(), ROWS.stream())
                .filter(one -> one.kind().equals(trouble.kind()))
                .filter(one -> one.words().isEmpty() || one.words().stream().anyMatch(said::contains)).findFirst()
                .orElse(ROWS.getLast());
        return new Verdict(row.rule(), row.what().replace("%s", trouble.source()),
                List.of(new Verdict.Evidence(trouble.lastMillis(), trouble.words() + ": " + trouble.times() + " times"
                        + (trouble.users().isEmpty() ? "" : ", as " + String.join(", ", trouble.users())))),
                row.cause(), row.todo().replace("%s", trouble.source()), row.where().replace("%s", trouble.source()),
                List.of());
    }
}
