package io.sbc.simulation;

import io.sbc.simulation.Network.Wire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * One who calls and is called: a phone of the set side or a desk set behind the PBX. What it does next is a matter of
 * chance.
 */
abstract class Party implements Exchanges.User {

    /** What the SBC calls a dialog begins so, where the other side has none that it stands for. */
    private static final String SEALED = "z9";
    private static final long MEETING_MILLIS = 2_000;

    final World world;
    final RandomGenerator random;
    final Stage stage;
    final String user;
    final String mark;
    /** Whether it says that it takes UPDATE (RFC 3311). */
    final boolean takesUpdate;
    private final Map<String, Talk> talks = new LinkedHashMap<>();
    private long names;

    /** @param mark stands in everything that this party invents: nothing of it may reach the other side */
    Party(Stage stage, String user, String mark) {
        this.stage = stage;
        this.world = stage.world();
        this.random = world.newRandom();
        this.user = user;
        this.mark = mark;
        this.takesUpdate = random.nextBoolean();
    }

    abstract Exchanges exchanges();

    /** Whether whatever the SBC sent since then has arrived. */
    abstract boolean isReachableSince(long millis);

    /** Whether a BYE of the SBC, which has started again then, has reached this party by now. */
    abstract boolean couldBeToldSince(long restartMillis);

    /** Where requests of ours go now; empty when we are cut off. */
    abstract Optional<Wire> wire();

    abstract String domain();

    abstract String contact();

    abstract String host();

    /** What an INVITE is authenticated with; empty when we have nothing for it. */
    abstract Optional<String> credentials(String challenge, Sip request);

    /** Whether we offer SRTP. */
    abstract boolean isSecure();

    /** Whether plain RTP is answered where the offer leaves the choice. */
    abstract boolean prefersClear();

    String address() {
        return "<sip:" + user + "@" + domain() + ">";
    }

    String newName(String what) {
        return mark + "-" + user + "-" + what + ++names;
    }

    boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** Between 0 and {@code max} milliseconds. */
    long within(long max) {
        return random.nextLong(max + 1);
    }

    /** The same behind {@code min}, but often at a moment at which others do something too: what may meet shall meet. */
    long meeting(long min, long span) {
        long delay = min + within(span);
        return chance(0.4) ? delay + MEETING_MILLIS - (world.millis() + delay) % MEETING_MILLIS : delay;
    }

    // Calls of ours

    /** To a number of the own domain. */
    void call(String dialled) {
        call(dialled, "sip:" + dialled + "@" + domain());
    }

    /** To {@code uri}, which is where {@code dialled} is to be found. */
    void call(String dialled, String uri) {
        call(dialled, uri, Optional.empty());
    }

    /** @param replaces the call in whose place this one comes (RFC 3891) */
    void call(String dialled, String uri, Optional<Replaces> replaces) {
        Optional<Wire> over = wire();
        if (over.isPresent()) {
            Talk talk = new Talk(this, "<sip:" + dialled + "@" + domain() + ">", uri);
            add(talk);
            onBegun(talk.callId());
            stage.counts().called();
            talk.invite(over.get(), replaces);
        }
    }

    List<Talk> talks() {
        return List.copyOf(talks.values());
    }

    /** A call of ours has this Call-ID. */
    void onBegun(String callId) {}

    /** Asked by the other party of a call to call somebody (RFC 3515), perhaps in the place of a call. */
    abstract void transferTo(String dialled, Optional<Replaces> replaces);

    /** A call to us was answered with this, and that was acknowledged. */
    void onAnswered(Sip ok) {}

    /** Loses its connection and comes back at once, where there is one. */
    void stumble() {}

    /** Whose dialogs may be named to us: those of all our apps, which ring together, or of all desk sets, which forward. */
    String company() {
        return user;
    }

    /** A call of ours begins. */
    private void add(Talk talk) {
        talks.put(talk.localTag(), talk);
        stage.endsOf(company()).add(talk.callId() + talk.localTag());
    }

    /**
     * The call of ours that is to be replaced, if it goes on here; that we, or ours, had one with that end is for sure, unless it
     * ended while the INVITE was on its way: then nobody knows the name.
     */
    Optional<Talk> named(Replaces replaces) {
        boolean ended = replaces.callId().startsWith(SEALED);
        stage.verdicts().that(ended || stage.endsOf(company()).contains(replaces.callId() + replaces.toTag()),
                replaces + " is no dialog that " + user + " ever had");
        return talks().stream().filter(talk -> talk.isEstablished() && talk.name().equals(replaces)).findFirst();
    }

    /** Connects the other parties of two calls of ours, if there are two (RFC 5589 §7). */
    void transferAttended() {
        List<Talk> ready = talks().stream().filter(Talk::isEstablished).toList();
        if (ready.size() >= 2) {
            ready.get(0).refer(ready.get(1));
        }
    }

    void forget(Talk talk) {
        talks.remove(talk.localTag());
    }

    void hangUpAll() {
        new ArrayList<>(talks.values()).forEach(Talk::hangUp);
    }

    // Calls to us

    @Override
    public void onRequest(Wire wire, Sip request) {
        String tag = request.toTag();
        Talk talk = talks.get(tag);
        if (!tag.isEmpty() && (talk == null || !talk.owns(request))) {
            exchanges().respond(wire, request, Sip.response(request, 481, ""));
        } else if (talk != null) {
            talk.onRequest(wire, request);
        } else if (request.is("INVITE")) {
            Talk incoming = new Talk(this, request);
            add(incoming);
            incoming.onInvite(wire, request);
        } else {
            exchanges().respond(wire, request, Sip.response(request, 200, newName("t")));
        }
    }

    @Override
    public void onAck(Sip ack) {
        Talk talk = talks.get(ack.toTag());
        if (talk != null) {
            talk.onAck(ack);
        }
    }

    @Override
    public void onCancel(Wire wire, Sip invite) {
        talks().forEach(talk -> talk.onCancel(wire, invite));
    }
}
