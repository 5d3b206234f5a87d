package io.sbc.perf.signalling;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * One call: INVITE, 407 where the server asks, INVITE, 180, 200, ACK and, unless it is to be held, BYE, 200; then whatever
 * comes next. The time that is kept is from the first INVITE to the 200.
 */
final class Calling implements PhoneLine.Task {

    static final String NINE_THOUSAND = "sip:9000@localhost";
    private static final String SDP = """
            v=0\r
            o=- 1 1 IN IP4 127.0.0.1\r
            s=-\r
            c=IN IP4 127.0.0.1\r
            t=0 0\r
            m=audio 9 RTP/SAVP 0 101\r
            a=rtpmap:0 PCMU/8000\r
            a=rtpmap:101 telephone-event/8000\r
            a=crypto:1 AES_CM_128_HMAC_SHA1_32 inline:WVNfX19zZW1jdGwgKCkgewkyMjA7fQp9CnVubGVz\r
            a=sendrecv\r
            """;

    private final Supplier<Meter> meter;
    private final boolean holding;
    private final String target;
    private final String sdp;
    private final Consumer<PhoneLine> next;
    private String callId = "";
    private String to = "";
    private String remoteTarget = "";
    private String routes = "";
    private Optional<String> challenge = Optional.empty();
    private int inviteNumber;
    private long begun;
    private boolean answered;
    private volatile String answer = "";

    /** @param holding the call is left up: the next begins when it is answered */
    Calling(Supplier<Meter> meter, boolean holding, Consumer<PhoneLine> next) {
        this(meter, holding, NINE_THOUSAND, SDP, next);
    }

    /** @param target whom to call, a SIP URI */
    Calling(Supplier<Meter> meter, boolean holding, String target, Consumer<PhoneLine> next) {
        this(meter, holding, target, SDP, next);
    }

    /** @param sdp what it offers */
    Calling(Supplier<Meter> meter, boolean holding, String target, String sdp, Consumer<PhoneLine> next) {
        this.sdp = sdp;
        this.meter = meter;
        this.holding = holding;
        this.target = target;
        this.next = next;
    }

    /** Of the call that was begun last. */
    String callId() {
        return callId;
    }

    /** The message that answered it; empty until then. */
    String answer() {
        return answer;
    }

    @Override
    public void begin(PhoneLine line) {
        callId = "call-" + line.id() + "-" + line.next();
        to = "<" + target + ">";
        remoteTarget = target;
        routes = "";
        challenge = Optional.empty();
        answered = false;
        begun = System.nanoTime();
        invite(line);
    }

    private void invite(PhoneLine line) {
        inviteNumber = line.next();
        String credentials = challenge.map(asked -> "Proxy-Authorization: "
                + DigestAnswer.to(asked, line.phone(), "INVITE", target, 1) + "\r\n").orElse("");
        line.send(head(line, "INVITE", inviteNumber, inviteNumber) + contact(line) + credentials
                + "Allow: INVITE, ACK, CANCEL, BYE, OPTIONS\r\nUser-Agent: bench\r\nContent-Type: application/sdp\r\n"
                + "Content-Length: " + sdp.length() + "\r\n\r\n" + sdp);
    }

    private static String contact(PhoneLine line) {
        return "Contact: <sip:" + line.phone().user() + "@" + line.address() + ";transport=tls>\r\n";
    }

    private String head(PhoneLine line, String method, int number, int branch) {
        return method + " " + remoteTarget + " SIP/2.0\r\n"
                + "Via: SIP/2.0/TLS " + line.address() + ";branch=z9hG4bK" + line.id() + branch + ";rport\r\n"
                + routes
                + "From: <sip:" + line.phone().user() + "@localhost>;tag=c" + line.id() + "\r\n"
                + "To: " + to + "\r\n"
                + "Call-ID: " + callId + "\r\n"
                + "CSeq: " + number + " " + method + "\r\n"
                + "Max-Forwards: 70\r\n";
    }

    @Override
    public void onMessage(PhoneLine line, SipText message) {
        if (!message.isResponse()) {
            answerRequest(line, message);
            return;
        }
        int status = message.status();
        if (status < 200 || !message.need("Call-ID").equals(callId)) {
            return;
        }
        if (message.answers().equals("BYE")) {
            next.accept(line);
        } else if (status == 200) {
            onAnswer(line, message);
        } else {
            onRefusal(line, message, status);
        }
    }

    /** A hang-up from the other side, a ping: taken. */
    private static void answerRequest(PhoneLine line, SipText request) {
        if (request.method().equals("ACK")) {
            return;
        }
        var response = new StringBuilder("SIP/2.0 200 OK\r\n");
        request.headers("Via").forEach(via -> response.append("Via: ").append(via).append("\r\n"));
        for (String name : List.of("From", "To", "Call-ID", "CSeq")) {
            response.append(name).append(": ").append(request.need(name)).append("\r\n");
        }
        line.send(response.append("Content-Length: 0\r\n\r\n").toString());
    }

    private void onAnswer(PhoneLine line, SipText message) {
        if (answered) {
            return;
        }
        answered = true;
        answer = message.text();
        meter.get().done(System.nanoTime() - begun);
        to = message.need("To");
        remoteTarget = SipText.uriOf(message.need("Contact"));
        var route = new StringBuilder();
        message.headers("Record-Route").reversed()
                .forEach(hop -> route.append("Route: ").append(hop).append("\r\n"));
        routes = route.toString();
        line.send(head(line, "ACK", inviteNumber, line.next()) + "Content-Length: 0\r\n\r\n");
        if (holding) {
            next.accept(line);
        } else {
            hangUp(line);
        }
    }

    /** Ends a call that was held. */
    void hangUp(PhoneLine line) {
        int number = line.next();
        line.send(head(line, "BYE", number, number) + "Content-Length: 0\r\n\r\n");
    }

    private void onRefusal(PhoneLine line, SipText message, int status) {
        String asked = to;
        to = message.need("To");
        line.send(head(line, "ACK", inviteNumber, inviteNumber) + "Content-Length: 0\r\n\r\n");
        to = asked;
        if (status == 407 && challenge.isEmpty()) {
            challenge = message.header("Proxy-Authenticate");
            invite(line);
            return;
        }
        meter.get().failed("INVITE " + status);
        next.accept(line);
    }

    @Override
    public void onClosed(PhoneLine line) {
        meter.get().failed("closed in a call");
    }
}
