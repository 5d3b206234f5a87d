package io.sbc.core.call;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/**
 * A peer that answers by dice: rings, answers, refuses or stays silent, hangs up at some time. It repeats what was lost
 * as a transaction layer would: a request that comes again gets the same response again.
 */
final class AutomaticPeer {

    private final ScriptedPeer peer;
    private final Random dice;
    private final String description;
    private final Map<String, SipResponse> answers = new HashMap<>();
    private final Map<String, SipRequest> acks = new HashMap<>();

    /** Final responses by Call-ID and CSeq of our own INVITEs: how often each status came. */
    final Map<String, Map<Integer, Integer>> finals = new HashMap<>();

    AutomaticPeer(ScriptedPeer peer, Random dice, String description) {
        this.peer = peer;
        this.dice = dice;
        this.description = description;
    }

    /** Handles everything that waits. */
    void work() {
        for (SipMessage next = peer.inbox.poll(); next != null; next = peer.inbox.poll()) {
            switch (next) {
                case SipRequest request -> onRequest(request);
                case SipResponse response -> onResponse(response);
            }
        }
    }

    private void onRequest(SipRequest request) {
        if (request.method().equals(SipMethod.ACK)) {
            return;
        }
        String key = request.topmostVia().branch().orElseThrow() + request.method();
        SipResponse again = answers.get(key);
        if (again != null) {
            peer.send(again);
            return;
        }
        boolean invite = request.method().equals(SipMethod.INVITE);
        String tag = request.to().tag().orElse(peer.name + "-" + dice.nextInt(1_000_000));
        if (invite && dice.nextInt(10) == 0) {
            return; // not heard
        }
        if (invite && request.to().tag().isEmpty() && dice.nextBoolean()) {
            SipResponse.Builder ringing = peer.respond(request, dice.nextBoolean() ? 180 : 183, tag);
            if (request.lists(HeaderName.SUPPORTED, "100rel") && dice.nextBoolean()) {
                ringing.set(HeaderName.REQUIRE, "100rel").set(HeaderName.of("RSeq"), 1 + dice.nextInt(1000));
                if (dice.nextBoolean()) {
                    ringing.body("application/sdp", description.getBytes(StandardCharsets.UTF_8));
                }
            }
            peer.send(ringing.build());
        }
        int status = !invite ? 200 : switch (dice.nextInt(8)) {
            case 0 -> 486;
            case 1 -> 503;
            case 2 -> 491;
            default -> 200;
        };
        SipResponse.Builder answer = peer.respond(request, status, tag);
        if (invite && status == 200) {
            answer.body("application/sdp", description.getBytes(StandardCharsets.UTF_8));
        }
        answers.put(key, answer.build());
        if (invite && request.to().tag().isEmpty() && dice.nextInt(4) == 0) {
            return; // it answers when the INVITE comes again, if it does
        }
        peer.send(answer.build());
    }

    private void onResponse(SipResponse response) {
        if (!response.cseq().method().equals(SipMethod.INVITE)) {
            return;
        }
        if (!response.isFinal()) {
            if (response.lists(HeaderName.REQUIRE, "100rel") && dice.nextInt(5) > 0) {
                peer.join(response);
                peer.send(peer.request("PRACK").set(HeaderName.of("RAck"),
                        response.header(HeaderName.of("RSeq")).orElseThrow() + " " + response.cseq()).build());
            }
            return;
        }
        String key = response.callId() + " " + response.cseq().number();
        finals.computeIfAbsent(key, _ -> new HashMap<>()).merge(response.status(), 1, Integer::sum);
        SipRequest ack = acks.computeIfAbsent(key, _ -> response.isSuccess()
                ? peer.ack(response, "")
                : peer.requestWith("ACK", response.cseq().number(), response.topmostVia().branch().orElseThrow())
                        .set(HeaderName.TO, response.to()).build());
        peer.send(ack);
    }
}
