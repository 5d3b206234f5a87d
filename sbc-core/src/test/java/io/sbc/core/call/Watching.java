package io.sbc.core.call;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;

/** Subscriptions of alice's phone at the PBX, for tests of what comes afterwards. */
final class Watching {

    static final HeaderName EVENT = HeaderName.of("Event");
    static final HeaderName STATE = HeaderName.of("Subscription-State");

    private Watching() {}

    /** A request outside a dialog. */
    static SipRequest.Builder outside(ScriptedPeer peer, String method, String from, String to) {
        peer.callId = peer.name + "-" + method + "-" + peer.cseq;
        peer.local = "<" + from + ">;tag=" + peer.name + "-" + method;
        peer.remote = "<" + to + ">";
        peer.target = to;
        return peer.request(method);
    }

    static SipRequest.Builder subscribe(ScriptedPeer phone, String to, String event) {
        return outside(phone, "SUBSCRIBE", "sip:" + phone.name + "@set.example", to).set(EVENT, event)
                .set(HeaderName.EXPIRES, 600);
    }

    /** Alice subscribes and is accepted; both peers have the dialog. */
    static SipRequest aliceWatches(CallBench bench, String to, String event) {
        bench.alice.send(subscribe(bench.alice, to, event).build());
        SipRequest subscribe = bench.pbx.takeRequest("SUBSCRIBE");
        accept(bench.pbx, subscribe, 600);
        SipResponse ok = bench.alice.takeResponse(200);
        bench.alice.join(ok);
        return subscribe;
    }

    /** The notifier accepts, and has the dialog. */
    static void accept(ScriptedPeer notifier, SipRequest subscribe, long seconds) {
        join(notifier, subscribe, notifier.name + "-watched");
        notifier.send(notifier.respond(subscribe, 200, notifier.name + "-watched").set(HeaderName.EXPIRES, seconds)
                .build());
    }

    /** The server of a SUBSCRIBE or REFER takes its dialog. */
    static void join(ScriptedPeer notifier, SipRequest request, String tag) {
        notifier.callId = request.callId();
        notifier.local = request.to().withTag(tag).toString();
        notifier.remote = request.from().toString();
        notifier.target = request.contacts().getFirst().uri();
    }

    static SipRequest.Builder notice(ScriptedPeer notifier, String event, String state, String type, String body) {
        SipRequest.Builder notify = notifier.request("NOTIFY").set(EVENT, event).set(STATE, state);
        return body.isEmpty() ? notify : notify.body(type, body.getBytes(StandardCharsets.UTF_8));
    }

    static String body(SipRequest request) {
        return new String(request.body(), StandardCharsets.UTF_8);
    }
}
