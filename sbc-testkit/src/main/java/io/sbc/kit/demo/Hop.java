package io.sbc.kit.demo;

import io.sbc.kit.sdp.Crypto;
import io.sbc.kit.sdp.Sdp;
import io.sbc.kit.sip.TracedMessage;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What was agreed between two neighbours at the beginning of the call.
 *
 * @param between who offered and who answered
 */
record Hop(String between, Sdp offer, Sdp answer) {

    /**
     * Out of the messages of one dialog, as one of the two saw them.
     *
     * @param asked whether the observer received the offer
     */
    static Hop of(String between, List<TracedMessage> messages, boolean asked) {
        TracedMessage offer = Findings.first(messages,
                message -> message.sent() != asked && message.isRequest() && message.method().equals("INVITE")
                        && message.hasSdp());
        TracedMessage answer = Findings.first(messages, message -> message.sent() == asked && message.status() == 200
                && message.method().equals("INVITE") && message.hasSdp());
        return new Hop(between, Sdp.parse(offer.body()), Sdp.parse(answer.body()));
    }

    /** The line that was chosen; empty for plain RTP. */
    Optional<Crypto> chosen() {
        return answer.cryptos().stream().findFirst();
    }

    /** The offerer's key for what was chosen. */
    Optional<Crypto> offered() {
        return chosen().flatMap(
                crypto -> offer.cryptos().stream().filter(line -> line.tag() == crypto.tag()).findFirst());
    }

    /** What the offer allowed, shortened. */
    String offerText() {
        return offer.profile() + (offer.cryptos().isEmpty()
                ? " no crypto"
                : offer.cryptos().stream().map(crypto -> "…" + tail(crypto)).collect(Collectors.joining(" ", " ", "")));
    }

    /** What came of it. */
    String answerText() {
        return chosen().map(Crypto::suite).orElse("plain RTP");
    }

    /** In few characters. */
    String shortText() {
        return chosen().map(crypto -> "SRTP …" + tail(crypto)).orElse("RTP");
    }

    private static String tail(Crypto crypto) {
        return crypto.suite().substring(Math.max(0, crypto.suite().lastIndexOf('_')));
    }

    /** Both keys, as the first six digits of their SHA-256: enough to see that they differ, nothing to decrypt with. */
    String keysText() {
        return chosen().isEmpty()
                ? ""
                : "→ " + offered().map(Hop::fingerprint).orElse("?") + "  ← "
                        + chosen().map(Hop::fingerprint).orElse("?");
    }

    static String fingerprint(Crypto crypto) {
        try {
            byte[] sum = MessageDigest.getInstance("SHA-256").digest(crypto.key());
            return HexFormat.of().formatHex(sum, 0, 3);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
