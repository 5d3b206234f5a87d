package io.sbc.perf.signalling;

import java.util.function.Supplier;

/** One registration that is challenged, by a phone that takes no for an answer. */
final class OfferedRegistration implements PhoneLine.Task {

    private final LoadLine load;
    private final Supplier<Meter> meter;
    private final Runnable end;
    private final String callId;
    private final long begunNanos;
    private boolean challenged;

    /**
     * @param intendedNanos when it should have begun
     * @param end whatever became of it
     */
    OfferedRegistration(LoadLine load, Supplier<Meter> meter, long intendedNanos, Runnable end) {
        this.load = load;
        this.meter = meter;
        this.end = end;
        this.begunNanos = intendedNanos;
        this.callId = "load-" + load.line().id() + "-" + load.line().next();
    }

    @Override
    public void begin(PhoneLine line) {
        load.begin(callId, this);
        line.send(Registering.request(line, callId, ""));
    }

    @Override
    public void onMessage(PhoneLine line, SipText message) {
        int status = message.status();
        if (status == 401 && !challenged) {
            challenged = true;
            line.send(Registering.request(line, callId, "Authorization: " + DigestAnswer
                    .to(message.need("WWW-Authenticate"), line.phone(), "REGISTER", Registering.DOMAIN, 1) + "\r\n"));
            return;
        }
        if (status == 200) {
            meter.get().done(System.nanoTime() - begunNanos);
        } else {
            meter.get().failed((challenged ? "answered REGISTER " : "REGISTER ") + status);
        }
        load.end(callId);
        end.run();
    }

    @Override
    public void onClosed(PhoneLine line) {}
}
