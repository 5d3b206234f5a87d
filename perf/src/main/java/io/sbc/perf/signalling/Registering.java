package io.sbc.perf.signalling;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One registration: REGISTER, 401, REGISTER, 200, then whatever comes next. With {@code remembering}, the nonce of the first
 * challenge is used again, as phones do, until the server says that it is stale.
 */
final class Registering implements PhoneLine.Task {

    static final String DOMAIN = "sip:localhost";

    private final Supplier<Meter> meter;
    private final boolean remembering;
    private final Consumer<PhoneLine> next;
    private Optional<String> challenge = Optional.empty();
    private int uses;
    private int tries;
    private long begun;

    Registering(Supplier<Meter> meter, boolean remembering, Consumer<PhoneLine> next) {
        this.meter = meter;
        this.remembering = remembering;
        this.next = next;
    }

    @Override
    public void begin(PhoneLine line) {
        begun = System.nanoTime();
        tries = 0;
        if (!remembering) {
            challenge = Optional.empty();
        }
        send(line);
    }

    private void send(PhoneLine line) {
        String credentials = challenge.map(asked -> "Authorization: "
                + DigestAnswer.to(asked, line.phone(), "REGISTER", DOMAIN, ++uses) + "\r\n").orElse("");
        line.send(request(line, "reg-" + line.id(), credentials));
    }

    /**
     * A REGISTER for the phone of a line.
     *
     * @param credentials header fields, or nothing
     */
    static String request(PhoneLine line, String callId, String credentials) {
        int number = line.next();
        String user = line.phone().user();
        return "REGISTER " + DOMAIN + " SIP/2.0\r\n"
                + "Via: SIP/2.0/TLS " + line.address() + ";branch=z9hG4bK" + line.id() + number + ";rport\r\n"
                + "From: <sip:" + user + "@localhost>;tag=r" + line.id() + "\r\n"
                + "To: <sip:" + user + "@localhost>\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: " + number + " REGISTER\r\n"
                + "Contact: <sip:" + user + "@" + line.address() + ";transport=tls>\r\n"
                + credentials
                + "Max-Forwards: 70\r\nExpires: 300\r\nUser-Agent: bench\r\nContent-Length: 0\r\n\r\n";
    }

    @Override
    public void onMessage(PhoneLine line, SipText message) {
        if (!message.isResponse() || message.status() < 200) {
            return;
        }
        if (message.status() == 401 && ++tries < 3) {
            challenge = message.header("WWW-Authenticate");
            uses = 0;
            send(line);
            return;
        }
        if (message.status() == 200) {
            meter.get().done(System.nanoTime() - begun);
        } else {
            meter.get().failed("REGISTER " + message.status());
        }
        next.accept(line);
    }

    @Override
    public void onClosed(PhoneLine line) {
        meter.get().failed("closed while registering");
    }
}
