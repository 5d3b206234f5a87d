package io.sbc.perf.signalling;

import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * A phone that wants to be registered, whatever happens: it remembers its nonce over connections, comes back after
 * Retry-After on 503 (RFC 3261 §20.33), connects anew with a doubling pause after a connection that was refused, lost or
 * silent. All on the event loop of the rack.
 */
@SuppressWarnings("FutureReturnValueIgnored") // what fails is counted where it fails
class StormPhone implements PhoneLine.Task {

    /** The pause before a second attempt to connect, doubled for each further one up to the second; give or take a half. */
    private static final long PAUSE_MILLIS = 1_000;
    private static final long PAUSE_MAX_MILLIS = 16_000;

    /** RFC 3261 §17.1.2.2: timer F over a stream. */
    private static final long PATIENCE_MILLIS = 32_000;

    private final int index;
    private final PhoneRack rack;
    private final RandomGenerator random;
    private final StormTally tally;
    private Optional<PhoneLine> line = Optional.empty();
    private Optional<String> challenge = Optional.empty();
    private int uses;
    private int failures;
    private int roundTrips;
    private int requests;
    private boolean registered;

    StormPhone(int index, PhoneRack rack, RandomGenerator random, StormTally tally) {
        this.index = index;
        this.rack = rack;
        this.random = random;
        this.tally = tally;
    }

    /** Connects and registers after a while. */
    void comeBack(long millis) {
        registered = false;
        rack.later(millis, this::connect);
    }

    private void connect() {
        tally.connects.increment();
        rack.open(index, this).whenComplete((opened, failure) -> {
            if (failure != null) {
                tally.connectsFailed.increment();
                again();
            }
        });
    }

    private void again() {
        long pause = Math.min(PAUSE_MILLIS << Math.min(failures++, 10), PAUSE_MAX_MILLIS);
        comeBack(pause / 2 + random.nextLong(pause));
    }

    @Override
    public void begin(PhoneLine opened) {
        line = Optional.of(opened);
        roundTrips = 0;
        send(opened);
    }

    private void send(PhoneLine over) {
        int mine = ++requests;
        roundTrips++;
        String credentials = challenge.map(asked -> "Authorization: "
                + DigestAnswer.to(asked, over.phone(), "REGISTER", Registering.DOMAIN, ++uses) + "\r\n").orElse("");
        over.send(Registering.request(over, "reg-" + over.id(), credentials));
        rack.later(PATIENCE_MILLIS, () -> {
            if (mine == requests && !registered) {
                tally.silences.increment();
                over.close();
            }
        });
    }

    @Override
    public void onMessage(PhoneLine over, SipText message) {
        if (!message.isResponse() || message.status() < 200) {
            return;
        }
        requests++; // nobody waits any more
        switch (message.status()) {
            case 200 -> {
                registered = true;
                failures = 0;
                tally.onRegistered(roundTrips);
                onUsable(over);
            }
            case 401 -> {
                challenge = message.header("WWW-Authenticate");
                uses = 0;
                send(over);
            }
            case 503 -> {
                tally.busy.increment();
                long seconds = message.header("Retry-After").map(Long::parseLong).orElse(PAUSE_MAX_MILLIS / 1000);
                rack.later(seconds * 1000, () -> {
                    if (line.filter(over::equals).isPresent() && !registered) {
                        roundTrips = 0;
                        send(over);
                    }
                });
            }
            default -> {
                tally.refused("REGISTER " + message.status());
                over.close();
            }
        }
    }

    /** It is registered over this line. */
    void onUsable(PhoneLine over) {}

    @Override
    public void onClosed(PhoneLine closed) {
        if (line.filter(closed::equals).isEmpty()) {
            return; // never shaken hands: told to whoever opened it
        }
        line = Optional.empty();
        requests++;
        if (tally.isLeaving()) {
            return;
        }
        if (registered && tally.isKilled()) {
            comeBack(tally.nextReturnMillis());
        } else {
            tally.closed.increment();
            again();
        }
    }
}
