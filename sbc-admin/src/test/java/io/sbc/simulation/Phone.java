package io.sbc.simulation;

import io.sbc.base.Timers.Timer;
import io.sbc.core.Side;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.simulation.Network.Receiver;
import io.sbc.simulation.Network.Wire;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A softphone of the set side: one TLS connection, a registration that it keeps up, calls. */
final class Phone extends Party implements Receiver {

    static final String MARK = "SETSIDE";

    private static final long RETRY_MILLIS = 15_000;
    /** How long after its restart the SBC waits for a phone, and some time for what is on its way. */
    private static final long RETURN_MILLIS = 18_000;

    private final Exchanges exchanges;
    private final String host;
    private final String callId;
    private final String tag;
    private final String instance;
    private @Nullable Wire wire;
    private long brokenMillis = -1;
    /** When it was registered over the connection that it has. */
    private long registeredMillis;
    private @Nullable Timer refresh;
    private int port = 30_000;
    private long cseq;
    private boolean registered;
    private boolean closing;

    /**
     * @param number of the user
     * @param app of the user's apps: 0, 1
     */
    Phone(Stage stage, int number, int app) {
        super(stage, "alice" + number, MARK + app);
        this.exchanges = new Exchanges(world, mark + user, this);
        this.host = "198.51.100." + (1 + number + 100 * app);
        this.callId = newName("reg");
        this.tag = newName("t");
        this.instance = "\"<urn:uuid:00000000-0000-4000-8000-%012d>\"".formatted(number + 1_000 * app);
    }

    boolean isRegistered() {
        return registered;
    }

    boolean isConnected() {
        return wire != null;
    }

    @Override
    boolean isReachableSince(long millis) {
        return registered && brokenMillis < millis;
    }

    /** One that was back in time, and stayed. */
    @Override
    boolean couldBeToldSince(long restartMillis) {
        return registered && registeredMillis - restartMillis < RETURN_MILLIS && brokenMillis < registeredMillis;
    }

    @Override
    Exchanges exchanges() {
        return exchanges;
    }

    @Override
    Optional<Wire> wire() {
        return registered ? Optional.ofNullable(wire) : Optional.empty();
    }

    @Override
    String domain() {
        return "set.example";
    }

    @Override
    String contact() {
        return "sip:" + user + "-" + mark + "@" + host + ":" + port + ";transport=tls";
    }

    @Override
    String host() {
        return host;
    }

    @Override
    boolean isSecure() {
        return true;
    }

    @Override
    boolean prefersClear() {
        return false;
    }

    @Override
    Optional<String> credentials(String challenge, Sip request) {
        return Optional.of(Digests.answer(challenge, request.method(), request.uri(), user, Users.setPassword(user)));
    }

    @Override
    void transferTo(String dialled, Optional<Replaces> replaces) {
        call(dialled, "sip:" + dialled + "@" + domain(), replaces);
    }

    // ---- the connection

    /** Comes up (again) and registers. */
    void appear() {
        if (wire == null && !closing) {
            wire = stage.network().connect(Side.SET, TransportProtocol.TLS, Network.address(host, ++port), this);
            register(300, false);
        }
    }

    /** Loses its connection, in silence or not, and comes back after a while. */
    void flap(boolean silently, long backAfterMillis) {
        Wire lost = wire;
        if (lost != null) {
            stage.counts().broken++;
            brokenMillis = world.millis();
            wire = null;
            registered = false;
            stopRefresh();
            exchanges.onBroken(lost);
            talks().forEach(talk -> talk.onBroken(lost));
            if (silently) {
                lost.vanish(60_000 + within(540_000));
            } else {
                lost.breakOff();
            }
            world.afterMillis(backAfterMillis, this::appear);
        }
    }

    @Override
    void stumble() {
        if (wire != null) {
            stage.counts().handedOver++;
            flap(false, within(1_000));
        }
    }

    /** Unregisters, then closes its connection. */
    void leave() {
        closing = true;
        stopRefresh();
        if (wire != null) {
            register(0, false);
            Wire last = wire;
            world.afterMillis(40_000, last::breakOff);
        }
    }

    /** Is never heard of again. */
    void vanishForEver() {
        closing = true;
        flap(true, 0);
        talks().forEach(this::forget);
    }

    @Override
    public void onBroken(Wire broken) {
        if (broken == wire) {
            flap(false, within(3_000));
        }
    }

    @Override
    public void onMessage(Wire from, Sip message) {
        if (from == wire) {
            exchanges.onMessage(from, message);
        }
    }

    // ---- the registration

    private void register(int expires, boolean again) {
        Wire over = wire;
        if (over == null) {
            return;
        }
        send(over, registerRequest(expires), expires, again);
    }

    private Sip registerRequest(int expires) {
        return Sip.request("REGISTER", "sip:" + domain()).add("Max-Forwards", "70")
                .add("From", address() + ";tag=" + tag)
                .add("To", address()).add("Call-ID", callId).add("CSeq", ++cseq + " REGISTER")
                .add("Contact", "<" + contact() + ">;+sip.instance=" + instance).add("Expires", "" + expires)
                .add("User-Agent", mark + "/1");
    }

    private void send(Wire over, Sip request, int expires, boolean authenticated) {
        exchanges.send(over, request, response -> onResponse(over, response, expires, authenticated),
                () -> retry(over, expires));
    }

    private void onResponse(Wire over, Sip response, int expires, boolean authenticated) {
        if (response.status() < 200 || over != wire) {
            return;
        }
        if (response.status() == 401 && !authenticated) {
            Sip again = registerRequest(expires);
            again.add("Authorization", credentials(response.get("WWW-Authenticate"), again).orElseThrow());
            send(over, again, expires, true);
        } else if (response.status() == 200 && expires > 0) {
            registeredMillis = registered ? registeredMillis : world.millis();
            registered = true;
            stage.counts().registered++;
            String granted = Sip.parameter(response.all("Contact").stream()
                    .filter(value -> value.contains(host + ":" + port)).findFirst().orElse(""), "expires");
            if (granted.isEmpty()) {
                stage.verdicts().wrong("registered but not listed: " + user);
                return;
            }
            refreshAfter(Long.parseLong(granted) * 500);
        } else if (expires > 0) {
            retry(over, expires);
        }
    }

    private void retry(Wire over, int expires) {
        if (over == wire && expires > 0 && !closing) {
            refreshAfter(RETRY_MILLIS + within(RETRY_MILLIS));
        }
    }

    private void refreshAfter(long millis) {
        stopRefresh();
        if (!closing) {
            refresh = world.afterMillis(millis, () -> register(300, false));
        }
    }

    private void stopRefresh() {
        if (refresh != null) {
            refresh.cancel();
        }
    }
}
