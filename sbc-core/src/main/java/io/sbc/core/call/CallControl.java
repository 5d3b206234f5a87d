package io.sbc.core.call;

import io.sbc.core.Side;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceId;
import io.sbc.core.octets.OctetReader;
import io.sbc.core.record.CallRecord;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transaction.ServerTransaction;
import io.sbc.core.sip.transport.Flow;
import io.sbc.core.survival.CallVault;
import io.sbc.core.survival.SurvivalCounter;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one shard. A leg is found by our tag, which is its alone, never by Call-ID: a PBX that is a proxy brings
 * our own leg back to us as a second call (lesson 21). All methods are called on the shard.
 *
 * <p>Limits: calls by {@link CallTotals} (beyond it 503 with Retry-After), hence legs (two each) and unanswered INVITEs
 * (one each).
 */
public final class CallControl {

    private static final Logger LOG = LoggerFactory.getLogger(CallControl.class);

    private record Place(Call call, CallLeg leg) {}

    /**
     * What merged requests have in common (RFC 3261 §8.2.2.2). The Request-URI is part of it: a PBX that forks a call to two
     * devices of a user sends us two INVITEs that differ in nothing else, and both are meant.
     */
    private record Identity(String callId, String fromTag, long sequence, String requestUri) {

        static Identity of(SipRequest invite) {
            return new Identity(invite.callId(), invite.from().tag().orElse(""), invite.cseq().number(),
                    invite.requestUri());
        }
    }

    private final CallEnvironment env;
    private final CallRouting routing;
    private final CallEnvironment urgentEnv;
    private final CallRouting urgentRouting;
    private final Map<String, Place> byTag = new HashMap<>();

    /** Legs of ended calls whose transfers are not done: as many as there are pending REFERs, at most. */
    private final Map<String, Place> transferring = new HashMap<>();
    private final Map<ServerTransaction, Call> pending = new HashMap<>();
    private final Set<Identity> outstanding = new HashSet<>();
    private final Set<Call> calls = new LinkedHashSet<>();

    private boolean heldBack;

    private final Call.Owner owner = new Call.Owner() {

        @Override
        public void onPending(ServerTransaction invite, Call call) {
            pending.put(invite, call);
        }

        @Override
        public void onAnswered(ServerTransaction invite) {
            if (pending.remove(invite) != null) {
                outstanding.remove(Identity.of(invite.request()));
            }
        }

        @Override
        public void onLeg(CallLeg leg, Call call) {
            byTag.put(leg.localTag(), new Place(call, leg));
            env.totals().dialogAdded();
        }

        @Override
        public void onLegGone(CallLeg leg) {
            if (byTag.remove(leg.localTag()) != null) {
                env.totals().dialogRemoved();
            }
        }

        @Override
        public void onEnded(Call call) {
            remove(call);
        }

        @Override
        public void onTransfersDone(Call call) {
            call.parties().forEach(leg -> transferring.remove(leg.localTag()));
        }

        @Override
        public boolean isHeldBack() {
            return heldBack;
        }
    };

    public CallControl(CallEnvironment env) {
        this.env = env;
        this.routing = new CallRouting(env);
        this.urgentEnv = env.urgent();
        this.urgentRouting = new CallRouting(urgentEnv);
    }

    /** An INVITE outside a dialog. */
    public void onInvite(ServerTransaction transaction) {
        SipRequest invite = transaction.request();
        Optional<Rejection> wrong = RequestChecks.acceptable(invite, true)
                .or(() -> outstanding.contains(Identity.of(invite))
                        ? Optional.of(new Rejection.Merged())
                        : Optional.empty())
                .or(() -> SessionTimer.check(env.parameters(), invite))
                .or(() -> TransferHeaders.check(invite, transaction.flow().side(), env.transfers().dialogs()));
        if (wrong.isPresent()) {
            refuse(transaction, wrong.get());
            return;
        }
        boolean urgent = transaction.flow().side() == Side.SET && env.totals().isUrgent(invite);
        switch ((urgent ? urgentRouting : routing).decide(invite, transaction.flow())) {
            case CallRouting.Decision.Refused refused -> refuse(transaction, refused.rejection());
            case CallRouting.Decision.Answer answer -> {
                env.counters().increment(CallCounter.CHALLENGED);
                transaction.respond(answer.response().toTag(env.shard().newTag()).build());
            }
            case CallRouting.Decision.Route route -> start(urgent ? urgentEnv : env, transaction, route.plan());
        }
    }

    private void start(CallEnvironment its, ServerTransaction transaction, CallPlan plan) {
        Optional<Call> made = Call.of(its, owner, plan, transaction); // throws for headers that cannot be read
        if (made.isEmpty()) {
            refuse(transaction, new Rejection.BadRequest("Missing Contact"));
            return;
        }
        if (!env.totals().tryStart(transaction.request())) {
            env.counters().increment(CallCounter.LIMIT_REACHED);
            refuse(transaction, new Rejection.Overloaded("calls.maximum"));
            return;
        }
        Call call = made.get();
        calls.add(call);
        outstanding.add(Identity.of(transaction.request()));
        env.counters().increment(CallCounter.STARTED);
        call.start();
    }

    /**
     * Goes on with a call of a process before this one. One that cannot be gone on with is hung up; one whose parties are not known
     * any more is dropped. Either is counted, and its place is free. Before the first message comes.
     */
    public void restore(byte[] record, CallVault.Slot slot) {
        Optional<SurvivalCounter> dropped = resume(record, slot);
        dropped.ifPresent(why -> {
            count(why);
            slot.free();
            LOG.atWarn().addKeyValue("why", why).log("the record of a call is dropped");
        });
    }

    /** From now on until {@link #goAhead} there is no transport: a call that is hung up meanwhile waits with its BYE. */
    public void holdBack() {
        heldBack = true;
    }

    /** The transport has started. */
    public void goAhead() {
        heldBack = false;
    }

    private void count(SurvivalCounter what) {
        env.keeping().counters().increment(what);
    }

    /** @return why it is dropped */
    private Optional<SurvivalCounter> resume(byte[] record, CallVault.Slot slot) {
        SavedCall saved;
        try {
            saved = SavedCall.read(new OctetReader(record, 0), env.parameters());
        } catch (RuntimeException malformed) { // whatever it is, it is no record of ours
            LOG.atWarn().setCause(malformed).log("the record of a call cannot be read");
            return Optional.of(SurvivalCounter.UNREADABLE);
        }
        Optional<Device> device = env.directory().byId(saved.device());
        Optional<LegPath> callerPath = device.flatMap(its -> path(its, saved.caller().path()));
        Optional<LegPath> calleePath = device.flatMap(its -> path(its, saved.callee().path()));
        if (device.isEmpty() || callerPath.isEmpty() || calleePath.isEmpty()) {
            tellLost(saved, "its device or PBX is gone");
            return Optional.of(SurvivalCounter.ORPHANED);
        }
        CallPlan plan = new CallPlan(device.get(), saved.callerSide(), saved.callerDomain(), saved.calleeDomain(),
                callerPath.get(), saved.caller().contact(), saved.callee().dialog().local(),
                saved.callee().dialog().remote(), saved.facts().callee(), false,
                then -> then.accept(List.of()));
        Call call = Call.restored(saved.urgent() ? urgentEnv : env, owner, plan, saved, calleePath.get(), slot);
        env.totals().resumed();
        calls.add(call);
        long awayMillis = env.shard().clock().epochMillis() - saved.savedMillis();
        if (!saved.acknowledged()) {
            hangUp(call, SurvivalCounter.UNACKNOWLEDGED, "it was answered, but its ACK had not come");
        } else if (awayMillis > env.keeping().outage().toMillis()) {
            hangUp(call, SurvivalCounter.TOO_OLD,
                    "the SBC was away for " + awayMillis / 1000 + " s, longer than calls.survive-outage");
        } else if (!device.get().enabled()) {
            hangUp(call, SurvivalCounter.ORPHANED, "its device was disabled meanwhile");
        } else {
            call.resume(saved);
            count(SurvivalCounter.RESTORED);
        }
        return Optional.empty();
    }

    /** Whoever asks for it finds the call, and why it ended, though nobody knows when its parties hung up. */
    private void tellLost(SavedCall saved, String why) {
        String user = env.directory().byId(saved.device()).map(Device::setUser).orElse("");
        CallRecord lost = saved.lost(user, env.shard().clock().epochMillis(), why);
        env.records().add(lost);
        env.transactions().witness().onCall(lost);
    }

    private void hangUp(Call call, SurvivalCounter why, String words) {
        count(why);
        LOG.atWarn().addKeyValue("why", why).log("a call that was kept is hung up");
        call.resumeToEnd(words);
    }

    private Optional<LegPath> path(Device device, SavedPath saved) {
        return switch (saved) {
            case SavedPath.Phone phone -> Optional.of(PhonePath.restored(device.id(), env.bindings(), phone));
            case SavedPath.Pbx pbx -> env.routes().byId(pbx.id())
                    .map(known -> new PbxPath(known, env.routes(), pbx.hop()));
        };
    }

    private void refuse(ServerTransaction transaction, Rejection rejection) {
        env.counters().increment(CallCounter.REFUSED);
        respond(transaction, rejection);
    }

    private void respond(ServerTransaction transaction, Rejection rejection) {
        SipResponse.Builder response = env.rejections().toResponse(transaction.request(), rejection,
                env.parameters().setDomain());
        transaction.respond(response.toTag(env.shard().newTag()).build());
    }

    /** A request with a To tag, other than ACK and CANCEL. */
    public void onRequestInDialog(ServerTransaction transaction) {
        SipRequest request = transaction.request();
        Optional<Place> place = find(request);
        if (place.isEmpty()) {
            env.counters().increment(CallCounter.NO_DIALOG);
            respond(transaction, new Rejection.NoDialog());
        } else if (!place.get().leg().admits(transaction.flow())) {
            env.counters().increment(CallCounter.INTRUDER);
            respond(transaction, new Rejection.Forbidden("flow does not own the dialog"));
        } else if (transferring.containsKey(place.get().leg().localTag())) {
            place.get().call().onRequestAfterEnd(place.get().leg(), transaction);
        } else {
            place.get().call().onRequest(place.get().leg(), transaction);
        }
    }

    /** The ACK for a 2xx. One that fits nothing is counted; nothing answers an ACK. */
    public void onAck(SipRequest ack, Flow flow) {
        Optional<Place> place = find(ack).filter(found -> found.leg().admits(flow));
        if (place.isPresent()) {
            place.get().call().onAck(place.get().leg(), ack);
        } else {
            env.counters().increment(CallCounter.NO_DIALOG);
        }
    }

    /** By our tag; once the dialog stands, the peer's tag and the Call-ID must be right too. */
    private Optional<Place> find(SipRequest request) {
        return request.to().tag().map(tag -> byTag.getOrDefault(tag, transferring.get(tag)))
                .filter(place -> place.leg().owns(request));
    }

    /**
     * The peer cancelled this INVITE, or no response to it can be delivered: its connection broke. A call that is
     * established outlives its connections (lesson 8).
     */
    public void onCancel(ServerTransaction invite) {
        Call call = pending.get(invite);
        if (call != null) {
            call.onCancel(invite);
        }
    }

    /** Whether a CANCEL over another flow than its INVITE's is the caller's own, who has a new one (lesson 8). */
    public boolean mayCancel(ServerTransaction invite, Flow flow) {
        Call call = pending.get(invite);
        return call != null && call.parties().stream().anyMatch(leg -> leg.admits(flow));
    }

    /** Ends every call: BYE to those that talk, 503 to those that wait. What is outstanding afterwards takes its time. */
    public void shutDown() {
        List.copyOf(calls).forEach(call -> call.abort(new Rejection.Overloaded("shutting down")));
    }

    /** Ends the calls of a device: BYE to those that talk, 403 to those that wait. What is outstanding afterwards takes its time. */
    public void endCallsOf(DeviceId device) {
        List.copyOf(calls).stream().filter(call -> call.isOf(device))
                .forEach(call -> call.abort(new Rejection.Forbidden("ended by an administrator")));
    }

    private void remove(Call call) {
        if (calls.remove(call)) {
            env.totals().ended();
        }
        if (call.hasPendingRefers()) {
            call.parties().forEach(leg -> transferring.put(leg.localTag(), new Place(call, leg)));
        }
    }

    /** Calls of this shard. */
    public int size() {
        return calls.size();
    }
}
