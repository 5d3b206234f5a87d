package io.sbc.core.diagnosis;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What the PBX refuses, and why it cannot be reached. */
final class PbxRules {

    /** RFC 3261 §17: by then a datagram was sent four times. Microseconds. */
    private static final long SLOW_MICROS = 4_000_000;

    private static final long SKEW_MILLIS = Duration.ofMinutes(2).toMillis();

    /** What a failed TLS handshake says, in the words of JSSE and of BoringSSL. */
    private static final String[] EXPIRED = {"CertificateExpired", "expired", "NotAfter", "validity check failed"};
    private static final String[] NOT_YET = {"CertificateNotYetValid", "NotBefore", "not yet valid"};
    private static final String[] NAME = {"No subject alternative", "No name matching",
        "No subject alternative DNS name",
        "HOSTNAME", "does not match", "the certificate is for"};
    private static final String[] UNTRUSTED = {"unable to find valid certification path", "PKIX path", "unknown_ca",
        "self-signed", "self signed", "CERTIFICATE_VERIFY_FAILED", "certificate_unknown", "bad_certificate"};
    private static final String[] MISMATCH = {"protocol_version", "PROTOCOL_VERSION", "UNSUPPORTED_PROTOCOL",
        "handshake_failure",
        "HANDSHAKE_FAILURE", "No appropriate protocol", "no cipher suites", "NO_SHARED_CIPHER", "NO_CIPHERS",
        "WRONG_VERSION_NUMBER", "not an SSL/TLS record"};

    private static final String PBX = "icp.pbxs";

    static final List<Rule> ALL = List.of(
            new Rule("pbx-refuses-authorization-code", "{pbx} does not take the ICP-side credentials of {user}",
                    "The authorization code (or user account and secret) that the SBC has is not the one in the PBX",
                    "Set the same authorization code in the PBX and in the SBC: page Users, the device's ICP password (icp_auth_user and icp_password of an import)",
                    "{pbx}: extension of {user}; icp_auth_user and icp_password of the device",
                    PbxRules::refusesCredentials),
            new Rule("pbx-refuses-user", "{pbx} knows the credentials of {user} and refuses it nevertheless",
                    "The extension is not allowed to register or to call there: missing licence, category, or another terminal type",
                    "Look at the extension in the PBX: is it a SIP extension, licensed, allowed from this network?",
                    "{pbx}: extension of {user}",
                    recorded -> recorded.succeeded() || !recorded.gaveCredentials()
                            ? Optional.empty()
                            : new Finding(recorded).with(recorded.answered() // 404 to a call is about the number dialled
                                    .filter(line -> line.status() == (recorded.isRegistration() ? 404 : 403)))
                                    .found()),
            new Rule("pbx-refuses-our-address", "{pbx} refuses the SBC before it asks for credentials",
                    "The PBX does not know the SBC's address, or has blocked it as a flooder",
                    "Allow the SBC's ICP-side address in the PBX (MiVoice 5000 guide §3.5.2: exempt it from flood protection)",
                    "{pbx}: its list of trusted addresses",
                    recorded -> recorded.succeeded() || recorded.gaveCredentials()
                            ? Optional.empty()
                            : new Finding(recorded).with(recorded.answered().filter(line -> line.status() == 403))
                                    .found()),
            new Rule("pbx-certificate-expired", "The TLS certificate of {pbx} has expired",
                    "Nobody renewed it, or the SBC's clock is ahead",
                    "Renew the certificate in the PBX; ./sbc doctor shows until when it is valid, and whether our clock is right",
                    "{pbx}",
                    recorded -> noConnection(recorded, EXPIRED)),
            new Rule("clock-skew", "The clocks of the SBC and of {pbx} differ by minutes",
                    "One of them does not follow a time server; certificates and nonces then look too old or too new",
                    "Set both clocks by NTP", "./sbc doctor; timedatectl on the SBC, the PBX's time server",
                    PbxRules::clockSkew),
            new Rule("pbx-certificate-wrong-name",
                    "The TLS certificate of {pbx} has another name than the PBX is called by",
                    "The certificate was made for another name, or the PBX is configured by its address",
                    "Configure the PBX by a name that is in its certificate, or have one issued with this name", PBX,
                    recorded -> noConnection(recorded, NAME)),
            new Rule("pbx-certificate-untrusted",
                    "The TLS certificate of {pbx} is of an authority that the SBC does not trust",
                    "The authority's certificate is not in icp.tls.trust, or the PBX shows a self-signed one",
                    "Put the authority's certificate into icp.tls.trust (openssl s_client -showcerts -connect against the PBX shows who issued it)",
                    "icp.tls.trust",
                    recorded -> noConnection(recorded, NAME).isPresent() || noConnection(recorded, EXPIRED).isPresent()
                            || noConnection(recorded, NOT_YET).isPresent()
                                    ? Optional.empty()
                                    : noConnection(recorded, UNTRUSTED)),
            new Rule("pbx-tls-mismatch", "The SBC and {pbx} have no TLS version or cipher suite in common",
                    "The PBX speaks only TLS versions that are too old, or its port does not speak TLS at all",
                    "Compare icp.tls.protocols with the PBX's TLS settings; is the port its TLS port?",
                    "icp.tls.protocols; the PBX",
                    recorded -> noConnection(recorded, MISMATCH)),
            new Rule("dns-failing", "The name of {pbx} leads to no address",
                    "DNS does not answer, or does not know the name",
                    "Ask for the name from this machine (dig); mend DNS, or configure the PBX by its address",
                    "icp.dns-servers, " + PBX + ".host",
                    recorded -> recorded.succeeded()
                            ? Optional.empty()
                            : new Finding(recorded).with(recorded.decided("no-dns-answer")).found()),
            new Rule("pbx-unreachable", "{pbx} cannot be reached",
                    "It is down, its address or port is wrong, a firewall is between, or it drops what the SBC sends",
                    "Is the PBX up? Ping it from here, compare address, port and transport, look for a firewall; ./sbc doctor asks every address",
                    PBX, PbxRules::unreachable),
            new Rule("pbx-slow", "{pbx} answers only after seconds", "It is overloaded, or the network loses packets",
                    "Look at the load of the PBX and at losses on the way (retransmissions in the ladder)",
                    "{pbx}, the network between",
                    PbxRules::slow),
            new Rule("pbx-error", "{pbx} failed with an error of its own",
                    "A fault or an overload of the PBX, or of a trunk behind it; a Warning or Reason stands in the evidence",
                    "Look for the Call-ID of the ICP side (in the ladder) in the PBX's logs at this time", "{pbx}",
                    recorded -> recorded.succeeded()
                            ? Optional.empty()
                            : new Finding(recorded).with(recorded.answered()
                                    .filter(line -> line.status() == 500 || line.status() == 502
                                            || line.status() == 503))
                                    .found()));

    private PbxRules() {}

    private static Optional<Found> refusesCredentials(RecordedCase recorded) {
        if (recorded.succeeded()) {
            return Optional.empty();
        }
        Finding finding = new Finding(recorded).with(recorded.decided("pbx-refused-credentials"));
        if (!recorded.isRegistration()) {
            finding.with(recorded.decidedSaying("rejected", "by-peer (401)", "by-peer (407)"));
        }
        if (recorded.isRegistration() && recorded.gaveCredentials()) { // so says a PBX that does not ask twice
            finding.with(recorded.answered().filter(line -> line.status() == 403));
        }
        return finding.found().isPresent()
                ? finding.with(recorded.answered().filter(line -> line.status() == 401 || line.status() == 407)).found()
                : Optional.empty();
    }

    /** What the connection for this request said, or that of the health check which took the PBX out of use. */
    private static Optional<Found> noConnection(RecordedCase recorded, String... words) {
        return new Finding(recorded).with(recorded.decidedSaying("no-connection", words))
                .with(recorded.succeeded() ? List.of() : recorded.decidedSaying("pbx-unreachable", words)).found();
    }

    private static Optional<Found> unreachable(RecordedCase recorded) {
        boolean explained = noConnection(recorded, EXPIRED).isPresent() || noConnection(recorded, NOT_YET).isPresent()
                || noConnection(recorded, NAME).isPresent() || noConnection(recorded, UNTRUSTED).isPresent()
                || noConnection(recorded, MISMATCH).isPresent() || !recorded.decided("no-dns-answer").isEmpty();
        if (recorded.succeeded() || explained || recorded.answered().findAny().isPresent()) {
            return Optional.empty();
        }
        boolean unanswered = recorded.isOver() && recorded.asked().count() > 1
                && recorded.decidedSaying("rejected", "cancelled").isEmpty();
        Finding finding = new Finding(recorded)
                .with(recorded.decided("no-connection", "pbx-silent", "pbx-unreachable"))
                .with(recorded.decidedSaying("rejected", "(no PBX in reach)", "(PBX out of reach)"));
        if (unanswered) {
            finding.with(recorded.asked());
        }
        return finding.found();
    }

    private static Optional<Found> slow(RecordedCase recorded) {
        Optional<Line> first = recorded.asked().findFirst();
        Optional<Line> answer = recorded.answered().findFirst();
        return first.isPresent() && answer.isPresent()
                && answer.get().message().atMicros() - first.get().message().atMicros() >= SLOW_MICROS
                        ? new Finding(recorded).with(recorded.asked().limit(4)).with(answer.get()).found()
                        : Optional.empty();
    }

    private static Optional<Found> clockSkew(RecordedCase recorded) {
        Finding finding = new Finding(recorded).with(recorded.decidedSaying("no-connection", NOT_YET));
        recorded.received(line -> !line.isOfPhone() && line.header("Date").isPresent()).findFirst().ifPresent(line -> {
            Optional<Long> told = millis(line.header("Date").orElse(""));
            long seen = recorded.recording().millisOf(line.message());
            if (told.isPresent() && Math.abs(told.get() - seen) > SKEW_MILLIS) {
                finding.with(line).say(seen, "its Date is " + line.header("Date").orElse("") + ", "
                        + Math.abs(told.get() - seen) / 1000 + " s " + (told.get() < seen ? "behind" : "ahead of")
                        + " our clock");
            }
        });
        return finding.found();
    }

    private static Optional<Long> millis(String date) {
        try {
            return Optional.of(ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME.withLocale(Locale.ROOT))
                    .toInstant().toEpochMilli());
        } catch (DateTimeException notADate) {
            return Optional.empty();
        }
    }
}
