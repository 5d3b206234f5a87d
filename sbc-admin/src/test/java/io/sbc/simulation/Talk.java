package io.sbc.simulation;

import io.sbc.simulation.Exchanges.Client;
import io.sbc.simulation.Network.Wire;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A call as one party sees it: one dialog, its descriptions, and what the party does with it. */
final class Talk {

    private static final long T1 = 500;
    private static final long T2 = 4_000;
    private static final String METHODS = "INVITE, ACK, BYE, CANCEL, OPTIONS, PRACK, REFER, NOTIFY, INFO, MESSAGE";

    /** By then every message of an exchange has found its way, however bad the network is. */
    private static final long FORGOTTEN_MILLIS = 5_000;
    private static final long SETTLED_MILLIS = 40_000;

    private enum State {
        CALLING,
        RINGING,
        ANSWERED,
        ESTABLISHED,
        ENDED
    }

    private final Party party;
    private final String callId;
    private final String localTag;
    private final String local;
    private String remote;
    private String target;
    private List<String> routes = List.of();
    private String remoteTag = "";
    private State state;
    private long cseq;
    private long peerCseq;
    private int version;
    private boolean challenged;
    private boolean cancelWanted;
    private boolean wasEstablished;
    private boolean answeredEarly;
    private long changedAt;
    private final long begunAt;
    private @Nullable Sound mine;
    private @Nullable Sound theirs;
    private @Nullable Client invite;
    private @Nullable Sip peerInvite;
    private @Nullable Sip unacknowledged;
    private @Nullable Sip ack;
    private boolean late;
    private boolean unsure;
    private final Early early;
    private final Session session;

    /** One that we begin. */
    Talk(Party party, String remote, String target) {
        this.party = party;
        this.early = new Early(party.world);
        this.session = new Session(party, this);
        this.begunAt = party.world.millis();
        this.callId = party.newName("call");
        this.localTag = party.newName("t");
        this.local = party.address() + ";tag=" + localTag;
        this.target = target;
        this.remote = remote;
        this.state = State.CALLING;
    }

    /** One that somebody begins with us. */
    Talk(Party party, Sip invite) {
        this.party = party;
        this.early = new Early(party.world);
        this.session = new Session(party, this);
        this.begunAt = party.world.millis();
        this.callId = invite.callId();
        this.localTag = party.newName("t");
        this.local = invite.get("To") + ";tag=" + localTag;
        this.remote = invite.get("From");
        this.remoteTag = invite.fromTag();
        this.target = Sip.uriIn(invite.get("Contact"));
        this.routes = invite.all("Record-Route");
        this.state = State.RINGING;
    }

    String localTag() {
        return localTag;
    }

    String callId() {
        return callId;
    }

    /** Whether this party sends media to that port of the SBC. */
    boolean speaksTo(int port) {
        return state == State.ESTABLISHED && theirs != null && theirs.port() == port;
    }

    /** Whether this is a call whose SBC has agreed with both parties, long enough ago that nothing is under way. */
    boolean isSettled() {
        return state == State.ESTABLISHED && !unsure && theirs != null && !isPeerInviteOpen()
                && (invite == null || !exchanges().isUnderWay(invite))
                && party.world.millis() - changedAt >= SETTLED_MILLIS
                && party.stage.media().isHeld(theirs.port());
    }

    /** The port of the SBC that this party was told. */
    int port() {
        return theirs == null ? 0 : theirs.port();
    }

    boolean owns(Sip request) {
        return request.callId().equals(callId) && (remoteTag.isEmpty() || request.fromTag().equals(remoteTag));
    }

    boolean isEstablished() {
        return state == State.ESTABLISHED;
    }

    private Exchanges exchanges() {
        return party.exchanges();
    }

    private Temper temper() {
        return party.stage.temper();
    }

    private Sip request(String method) {
        Sip request = Sip.request(method, target);
        routes.forEach(route -> request.add("Route", route));
        return request.add("Max-Forwards", "70").add("From", local).add("To", remote).add("Call-ID", callId)
                .add("CSeq", (method.equals("ACK") ? cseq : ++cseq) + " " + method)
                .add("User-Agent", party.mark + "/1").add("Contact", "<" + party.contact() + ">")
                .add("Allow", party.takesUpdate ? METHODS + ", UPDATE" : METHODS);
    }

    // ---- calling

    void invite(Wire wire, Optional<Replaces> replaces) {
        Sip request = request("INVITE");
        replaces.ifPresent(other -> request.add("Replaces", other.toString()));
        late = party.chance(temper().late());
        if (!late) {
            mine = newOffer();
            request.sdp(mine.sdp(++version));
        }
        if (party.chance(0.5)) {
            request.add("Supported", "100rel");
        }
        session.ask(request);
        Client sent = exchanges().send(wire, request, this::onResponse, this::onSilence);
        invite = sent;
        if (party.chance(temper().cancel())) {
            party.world.afterMillis(party.meeting(0, 12_000), this::cancel);
        }
    }

    /** This dialog as the other end is to be told of it. */
    Replaces nameOfPeer() {
        return new Replaces(callId, remoteTag, localTag);
    }

    /** This dialog as it is named to us. */
    Replaces name() {
        return new Replaces(callId, localTag, remoteTag);
    }

    /** Asks the other party to call that of another call of ours, in our place. */
    void refer(Talk other) {
        party.wire().filter(_ -> state == State.ESTABLISHED).ifPresent(wire -> {
            party.stage.counts().transferred++;
            exchanges().send(wire, request("REFER").add("Refer-To", "<sip:" + Sip.userIn(Sip.uriIn(other.remote)) + "@"
                    + party.domain() + "?" + other.nameOfPeer().escaped() + ">"), _ -> {}, () -> {});
        });
    }

    private Sound newOffer() {
        return Sound.offer(party.host(), 40_000 + 2 * party.random.nextInt(5_000), party.isSecure(), party.random);
    }

    private void cancel() {
        if (state == State.CALLING && invite != null) {
            cancelWanted = true;
            if (invite.cancel()) {
                party.stage.counts().cancelled++;
            }
        }
    }

    private void onSilence() {
        party.stage.counts().unanswered++;
        end();
    }

    private void onResponse(Sip response) {
        if (response.status() < 200) {
            if (early.wantsPrack(response)) {
                prack(response);
            }
            if (cancelWanted) {
                cancel();
            }
        } else if (response.status() < 300) {
            onAccepted(response);
        } else if (!challenged && (response.status() == 401 || response.status() == 407)) {
            challenged = true;
            onChallenge(response);
        } else if (invite != null && response.status() == 422 && session.isTooBrief(response)) {
            again(invite.request.copy().set("Session-Expires", response.get("Min-SE"))
                    .set("Min-SE", response.get("Min-SE")));
        } else if (state == State.CALLING) {
            party.stage.counts().refused++;
            end();
        }
    }

    /** In the early dialog of that response, with an answer if it brought the offer. */
    private void prack(Sip response) {
        Sip prack = Sip.request("PRACK", Sip.uriIn(response.get("Contact")));
        response.all("Record-Route").reversed().forEach(route -> prack.add("Route", route));
        prack.add("Max-Forwards", "70").add("From", local).add("To", response.get("To")).add("Call-ID", callId)
                .add("CSeq", ++cseq + " PRACK")
                .add("RAck", response.get("RSeq") + " " + response.cseq() + " INVITE");
        Optional<Sound> offer = Sound.parse(response.body());
        if (late && offer.isPresent()) {
            late = false;
            theirs = offer.get();
            mine = theirs.answer(party.host(), 40_000 + 2 * party.random.nextInt(5_000), party.prefersClear(),
                    party.random);
            prack.sdp(mine.sdp(++version));
        }
        party.stage.counts().reliable++;
        party.wire().ifPresent(wire -> exchanges().send(wire, prack, _ -> {}, () -> {}));
    }

    private void onChallenge(Sip response) {
        String header = response.status() == 401 ? "WWW-Authenticate" : "Proxy-Authenticate";
        if (invite == null) {
            return;
        }
        Sip again = invite.request.copy();
        Optional<String> credentials = party.credentials(response.get(header), again);
        if (credentials.isEmpty()) {
            end();
            return;
        }
        again(again.set(response.status() == 401 ? "Authorization" : "Proxy-Authorization", credentials.get()));
    }

    /** The INVITE once more, changed as its refusal asked for. */
    private void again(Sip changed) {
        Optional<Wire> wire = party.wire();
        if (wire.isEmpty() || cancelWanted) {
            end();
            return;
        }
        invite = exchanges().send(wire.get(), changed.removeFirst("Via").set("CSeq", ++cseq + " INVITE"),
                this::onResponse, this::onSilence);
    }

    private void onAccepted(Sip response) {
        if (state != State.CALLING) {
            party.stage.verdicts().that(response.toTag().equals(remoteTag), "a second 2xx of another dialog reached "
                    + party.user + " in " + callId);
            Sip sent = ack;
            if (sent != null && sent.cseq() == response.cseq()) {
                party.wire().ifPresent(wire -> wire.send(sent));
            }
            return;
        }
        remote = response.get("To");
        remoteTag = response.toTag();
        target = Sip.uriIn(response.get("Contact"));
        routes = response.all("Record-Route").reversed();
        takeAnswer(response);
        session.onAnswer(response);
        established();
        if (cancelWanted) {
            hangUp();
        }
    }

    /** Acknowledges a 2xx to an INVITE of ours. */
    private void takeAnswer(Sip response) {
        Sip acknowledgement = request("ACK").set("CSeq", response.cseq() + " ACK");
        theirs = Sound.parse(response.body()).orElse(theirs);
        if (late && theirs != null) {
            mine = theirs.answer(party.host(), 40_000 + 2 * party.random.nextInt(5_000), party.prefersClear(),
                    party.random);
            acknowledgement.sdp(mine.sdp(++version));
        }
        late = false;
        party.wire().ifPresent(wire -> {
            exchanges().sendAck(wire, acknowledgement);
            ack = acknowledgement;
        });
        changedAt = party.world.millis();
    }

    private void established() {
        state = State.ESTABLISHED;
        if (!wasEstablished) {
            wasEstablished = true;
            party.stage.counts().established++;
            live();
        }
        changedAt = party.world.millis();
    }

    /** What happens in the call: hold, retrieve, a word by the way, the end. */
    private void live() {
        if (party.chance(temper().renegotiate())) {
            party.world.afterMillis(party.meeting(1_000, 30_000), () -> reoffer("sendonly"));
            party.world.afterMillis(party.meeting(31_000, 30_000), () -> reoffer("sendrecv"));
        }
        if (party.chance(0.2)) {
            String[] words = {"INFO", "UPDATE", "OPTIONS", "MESSAGE", "REFER"};
            String word = words[party.random.nextInt(words.length)];
            party.world.afterMillis(party.within(30_000), () -> say(word));
        }
        long life = party.within(150_000);
        party.world.afterMillis(life, this::hangUp);
        party.world.afterMillis(Math.max(0, life - 1), this::checkMedia);
        party.world.afterMillis(party.within(life), this::checkNotForgotten);
    }

    /** Something by the way; a REFER asks the other party to call somebody else. */
    private void say(String method) {
        if (method.equals("REFER")) {
            party.wire().filter(_ -> state == State.ESTABLISHED).ifPresent(wire -> exchanges().send(wire,
                    request("REFER").add("Refer-To", "<sip:"
                            + ((party.chance(0.5) ? 5_000 : 7_000) + 1 + party.random.nextInt(5)) + "@" + party.domain()
                            + ">"),
                    _ -> {}, () -> {}));
            return;
        }
        party.wire().filter(_ -> state == State.ESTABLISHED).ifPresent(wire -> {
            changedAt = method.equals("UPDATE") ? party.world.millis() : changedAt; // it refreshes the session
            exchanges().send(wire, request(method), _ -> {}, () -> {});
        });
    }

    /** Says the same once more, so that the session goes on (RFC 4028 §7.2). */
    void refresh() {
        if (mine != null) {
            reoffer(mine.direction());
        }
    }

    /** By UPDATE now and then, which has no ACK. */
    private void reoffer(String direction) {
        Optional<Wire> wire = party.wire();
        if (state != State.ESTABLISHED || mine == null || (invite != null && exchanges().isUnderWay(invite))
                || isPeerInviteOpen() || wire.isEmpty()) {
            return;
        }
        Sound before = mine;
        Sound offer = party.chance(0.3) && !before.key().isEmpty()
                ? new Sound(before.host(), before.port(), before.profile(), before.suite(),
                        Sound.newKey(party.random), direction)
                : before.towards(direction);
        changedAt = party.world.millis();
        Sip request = request(party.chance(0.3) ? "UPDATE" : "INVITE").sdp(offer.sdp(++version));
        session.refresh(request);
        invite = exchanges().send(wire.get(), request, response -> onReoffered(request, offer, response),
                () -> onReofferLost(direction));
        if (party.chance(0.05)) {
            party.world.afterMillis(party.within(300), party::stumble);
        }
    }

    private void onReoffered(Sip request, Sound offer, Sip response) {
        changedAt = party.world.millis();
        Sip sent = ack;
        if (response.status() == 481 || response.status() == 408) {
            hangUp();
        } else if (response.status() == 491) { // RFC 3261 §14.1
            party.stage.counts().collided++;
            party.world.afterMillis(party.within(4_000), () -> reoffer(offer.direction()));
        } else if (response.status() >= 200 && response.status() < 300 && state == State.ESTABLISHED) {
            if (request.is("UPDATE")) {
                mine = offer;
                theirs = Sound.parse(response.body()).orElse(theirs);
                party.stage.counts().updated++;
                onAgreed(response);
            } else if (sent != null && sent.cseq() == response.cseq()) {
                party.wire().ifPresent(way -> way.send(sent));
            } else {
                mine = offer;
                takeAnswer(response);
                party.stage.counts().renegotiated++;
                onAgreed(response);
            }
        }
    }

    private void onAgreed(Sip response) {
        unsure = false;
        session.onAnswer(response);
    }

    /** Without its connection a phone does not know whether its offer came through: it says it again when it is back. */
    private void onReofferLost(String direction) {
        if (party.wire().isPresent()) {
            hangUp();
        } else {
            unsure = true;
            party.world.afterMillis(4_000 + party.within(4_000), () -> reoffer(direction));
        }
    }

    // ---- being called

    void onInvite(Wire wire, Sip request) {
        peerInvite = request;
        peerCseq = request.cseq();
        theirs = Sound.parse(request.body()).orElse(null);
        exchanges().respond(wire, request, Sip.response(request, 100, ""));
        Optional<Replaces> replaces = Replaces.parse(request.get("Replaces"));
        if (replaces.isPresent()) {
            replace(wire, request, party.named(replaces.get()));
            return;
        }
        if (party.chance(temper().ignore())) {
            return;
        }
        if (party.chance(0.8)) {
            party.world.afterMillis(party.within(1_000), () -> ring(wire, request));
        }
        int[] refusals = {486, 480, 603, 404, 503, 488, 302};
        boolean refuses = party.chance(temper().refuse());
        party.world.afterMillis(party.meeting(1_000, 9_000), () -> {
            if (state != State.RINGING) {
                return;
            }
            if (refuses) {
                int status = refusals[party.random.nextInt(refusals.length)];
                exchanges().respond(wire, request, status == 302
                        ? Sip.response(request, 302, localTag).add("Contact", "<sip:500"
                                + (1 + party.random.nextInt(5)) + "@" + party.domain() + ">")
                        : answer(request, status));
                end();
            } else {
                acceptOncePossible(wire, request);
            }
        });
    }

    /** RFC 3891 §3: picks up at once and ends the other call, if that goes on. */
    private void replace(Wire wire, Sip request, Optional<Talk> other) {
        if (other.isEmpty()) {
            exchanges().respond(wire, request, answer(request, 481));
            end();
            return;
        }
        party.stage.counts().replaced++;
        accept(wire, request);
        other.get().hangUp();
    }

    private Sip answer(Sip request, int status) {
        return Sip.response(request, status, localTag).add("Contact", "<" + party.contact() + ">")
                .add("User-Agent", party.mark + "/1")
                .add("Allow", party.takesUpdate ? METHODS + ", UPDATE" : METHODS);
    }

    /** Plainly, reliably, with early media, or as a fork of several. */
    private void ring(Wire wire, Sip request) {
        if (state != State.RINGING || !exchanges().isOpen(request)) {
            return;
        }
        if (party.chance(0.2)) {
            exchanges().respond(wire, request, Sip.response(request, 180, localTag + "f").add("Contact",
                    "<" + party.contact() + ">"));
        }
        boolean media = theirs != null && party.chance(0.3);
        Sip response = answer(request, media ? 183 : 180);
        if (media && theirs != null) {
            mine = theirs.answer(party.host(), 40_000 + 2 * party.random.nextInt(5_000), party.prefersClear(),
                    party.random);
            response.sdp(mine.sdp(++version));
        }
        if (request.all("Supported").toString().contains("100rel") && party.chance(0.5)) {
            answeredEarly = media;
            early.send(exchanges(), wire, request, response);
        } else {
            exchanges().respond(wire, request, response);
        }
    }

    /** RFC 3262 §3: not before what was promised reliably has arrived. */
    private void acceptOncePossible(Wire wire, Sip request) {
        if (early.isOpen() && state == State.RINGING && exchanges().isOpen(request)) {
            party.world.afterMillis(200, () -> acceptOncePossible(wire, request));
        } else if (state == State.RINGING) {
            accept(wire, request);
        }
    }

    private void accept(Wire wire, Sip request) {
        if (!exchanges().isOpen(request)) {
            end();
            return;
        }
        int port = 40_000 + 2 * party.random.nextInt(5_000);
        Optional<Sound> offer = Sound.parse(request.body());
        theirs = offer.orElse(theirs);
        boolean first = state == State.RINGING;
        if (!(first && mine != null) && (first || offer.isPresent())) {
            mine = offer.map(given -> given.answer(party.host(), mine == null ? port : mine.port(),
                    party.prefersClear(), party.random)).orElseGet(this::newOffer);
        }
        Sip ok = answer(request, 200);
        if (mine != null && !(first && answeredEarly)) {
            ok.sdp(mine.sdp(version == 0 || !first ? ++version : version));
        }
        session.answer(request, ok);
        exchanges().respond(wire, request, ok);
        if (first) {
            state = State.ANSWERED;
        }
        late = offer.isEmpty();
        unacknowledged = ok;
        changedAt = party.world.millis();
        repeat(wire, ok, T1, party.world.millis() + 64 * T1);
    }

    /** RFC 3261 §13.3.1.4: a 2xx is repeated until its ACK, over streams too. */
    private void repeat(Wire wire, Sip ok, long interval, long until) {
        party.world.afterMillis(interval, () -> {
            if (unacknowledged != ok) {
                return;
            }
            if (party.world.millis() >= until) {
                unacknowledged = null;
                state = state == State.ANSWERED ? State.ESTABLISHED : state;
                hangUp();
            } else {
                (wire.isOpen() ? Optional.of(wire) : party.wire()).ifPresent(way -> way.send(ok));
                repeat(wire, ok, Math.min(2 * interval, T2), until);
            }
        });
    }

    void onAck(Sip received) {
        Sip acknowledged = unacknowledged;
        if (acknowledged == null || acknowledged.cseq() != received.cseq()) {
            return;
        }
        unacknowledged = null;
        if (late) {
            late = false;
            theirs = Sound.parse(received.body()).orElse(theirs);
        }
        if (state == State.ANSWERED) {
            established();
            party.onAnswered(acknowledged);
        }
        changedAt = party.world.millis();
    }

    long changedAt() {
        return changedAt;
    }

    private boolean isPeerInviteOpen() {
        return unacknowledged != null || (peerInvite != null && exchanges().isOpen(peerInvite));
    }

    void onCancel(Wire wire, Sip cancelled) {
        if (cancelled == peerInvite) {
            exchanges().respond(wire, cancelled, answer(cancelled, 487));
            if (state == State.RINGING) {
                end();
            }
        }
    }

    void onRequest(Wire wire, Sip request) {
        if (request.cseq() <= peerCseq) {
            party.stage.verdicts().that(!wire.protocol().isStream(), "CSeq goes back: " + request.startLine());
            exchanges().respond(wire, request, answer(request, 500));
            return;
        }
        peerCseq = request.cseq();
        if (request.is("PRACK")) {
            exchanges().respond(wire, request, answer(request, early.onPrack(request) ? 200 : 481));
        } else if (request.is("REFER")) {
            onRefer(wire, request);
        } else if (request.is("BYE")) {
            exchanges().respond(wire, request, answer(request, 200));
            if (peerInvite != null && exchanges().isOpen(peerInvite)) {
                exchanges().respond(wire, peerInvite, answer(peerInvite, 487));
            }
            end();
        } else if (request.is("INVITE")) {
            onReinvite(wire, request);
        } else if (request.is("UPDATE")) {
            onUpdate(wire, request);
        } else {
            exchanges().respond(wire, request, answer(request, 200));
        }
    }

    /** Says that it was done, without doing it; the subscription ends with that (RFC 3515 §2.4.7). */
    private void onRefer(Wire wire, Sip request) {
        exchanges().respond(wire, request, answer(request, 202));
        party.stage.counts().referred++;
        String who = Sip.uriIn(request.get("Refer-To"));
        party.transferTo(Sip.userIn(who), Replaces.in(who));
        party.world.afterMillis(party.within(2_000), () -> party.wire().filter(_ -> state == State.ESTABLISHED)
                .ifPresent(way -> exchanges().send(way, request("NOTIFY").add("Event", "refer")
                        .add("Subscription-State", "terminated;reason=noresource")
                        .body("message/sipfrag;version=2.0", "SIP/2.0 200 OK\r\n"), _ -> {}, () -> {})));
    }

    /** RFC 3311 §5.2. */
    private void onUpdate(Wire wire, Sip request) {
        Optional<Sound> offer = Sound.parse(request.body());
        Sip ok = answer(request, 200);
        if (offer.isPresent()) {
            party.stage.verdicts().that(party.takesUpdate, "UPDATE to " + party.user + ", which does not take it");
            changedAt = party.world.millis();
            if (invite != null && exchanges().isUnderWay(invite)) {
                exchanges().respond(wire, request, answer(request, 491));
                return;
            }
            if (isPeerInviteOpen() || mine == null || state != State.ESTABLISHED) {
                exchanges().respond(wire, request, answer(request, 500).add("Retry-After", "3"));
                return;
            }
            theirs = offer.get();
            mine = theirs.answer(party.host(), mine.port(), party.prefersClear(), party.random);
            ok.sdp(mine.sdp(++version));
        }
        target = Sip.uriIn(request.get("Contact"));
        session.answer(request, ok);
        exchanges().respond(wire, request, ok);
    }

    private void onReinvite(Wire wire, Sip request) {
        changedAt = party.world.millis();
        if (invite != null && exchanges().isUnderWay(invite)) {
            exchanges().respond(wire, request, answer(request, 491));
        } else if (isPeerInviteOpen()) {
            exchanges().respond(wire, request, answer(request, 500).add("Retry-After", "3"));
        } else {
            peerInvite = request;
            target = Sip.uriIn(request.get("Contact"));
            accept(wire, request);
        }
    }

    // ---- the end

    void hangUp() {
        Optional<Wire> wire = party.wire();
        switch (state) {
            case CALLING -> {
                cancelWanted = true;
                cancel();
            }
            case RINGING -> {
                if (peerInvite != null && wire.isPresent()) {
                    exchanges().respond(wire.get(), peerInvite, answer(peerInvite, 480));
                }
                end();
            }
            case ESTABLISHED -> {
                wire.ifPresent(way -> exchanges().send(way, request("BYE"), _ -> {}, () -> {}));
                end();
            }
            case ANSWERED, ENDED -> {
            }
        }
    }

    /** Somebody else tries to end this call of ours; what it asks must be refused. */
    void intrude(Party intruder) {
        intruder.wire().filter(_ -> state == State.ESTABLISHED).ifPresent(wire -> {
            Sip forged = Sip.request("BYE", target);
            routes.forEach(route -> forged.add("Route", route));
            forged.add("Max-Forwards", "70").add("From", local).add("To", remote).add("Call-ID", callId)
                    .add("CSeq", cseq + 1_000 + " BYE");
            party.stage.counts().intrusions++;
            intruder.exchanges().send(wire, forged, response -> party.stage.verdicts()
                    .that(response.status() >= 400, "an intruder was let in: " + response), () -> {});
        });
    }

    /** The way that this call was made over is gone. */
    void onBroken(Wire wire) {
        if (state == State.RINGING) {
            end();
        }
    }

    private void end() {
        state = State.ENDED;
        unacknowledged = null;
        party.forget(this);
    }

    // ---- what must be so while it lasts

    /** A party that could be told that the call is over has been told. */
    private void checkNotForgotten() {
        Sound told = theirs;
        long since = party.world.millis() - FORGOTTEN_MILLIS;
        if (state == State.ESTABLISHED && told != null && party.isReachableSince(begunAt) && changedAt < since
                && !party.stage.media().isHeld(told.port())) {
            party.world.afterMillis(FORGOTTEN_MILLIS, () -> party.stage.verdicts().that(
                    state != State.ESTABLISHED || !party.isReachableSince(begunAt) || changedAt > since,
                    "call " + callId + " of " + party.user + " is over and it does not know"));
        }
    }

    /**
     * Since the SBC has started again: a party that it could tell knows whether the call goes on.
     *
     * @param since when it was there again
     */
    void checkToldSince(long since) {
        long now = party.world.millis();
        if (isLeftAlone(since, now)) {
            party.world.afterMillis(SETTLED_MILLIS, () -> party.stage.verdicts().that(!isLeftAlone(since, now),
                    "call " + callId + " of " + party.user + " did not outlive the SBC and it does not know"));
        }
    }

    private boolean isLeftAlone(long since, long asOf) {
        return state == State.ESTABLISHED && theirs != null && party.couldBeToldSince(since)
                && changedAt < asOf - FORGOTTEN_MILLIS && !party.stage.media().isHeld(theirs.port());
    }

    /** That each side's keys are where they belong, once nothing has changed for long enough. */
    private void checkMedia() {
        if (state == State.ESTABLISHED && !unsure && mine != null && theirs != null && party.wire().isPresent()
                && !isPeerInviteOpen() && (invite == null || !exchanges().isUnderWay(invite))
                && party.world.millis() - changedAt >= SETTLED_MILLIS) {
            MediaCheck.check(party, callId, mine, theirs);
        }
    }
}
