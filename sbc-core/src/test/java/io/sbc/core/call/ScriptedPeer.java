package io.sbc.core.call;

import io.sbc.core.sip.message.CSeq;
import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.message.SipUri;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;

/**
 * A phone or a PBX at the other end of a flow, played message by message. It keeps one dialog; what the SBC sends waits in
 * {@link #inbox} until the test takes it.
 */
final class ScriptedPeer {

    final String name;
    final String contact;
    final Deque<SipMessage> inbox = new ArrayDeque<>();
    final List<SipMessage> heard = new ArrayList<>();
    private final Consumer<SipMessage> wire;
    private final Runnable settle;
    private final SipCalls ids;

    String callId = "";
    String local = "";
    String remote = "";
    String target = "";
    long cseq = 100;
    boolean takesUpdate;

    /** Numbers for tags, branches and Call-IDs, so that every test run is the same. */
    static final class SipCalls {
        private int last;

        String next(String prefix) {
            return prefix + ++last;
        }
    }

    /**
     * @param wire takes what this peer sends
     * @param settle lets the SBC work until it rests
     */
    ScriptedPeer(String name, String contact, SipCalls ids, Consumer<SipMessage> wire, Runnable settle) {
        this.name = name;
        this.contact = contact;
        this.ids = ids;
        this.wire = wire;
        this.settle = settle;
    }

    void onMessage(SipMessage message) {
        inbox.add(message);
        heard.add(message);
    }

    void send(SipMessage message) {
        wire.accept(message);
        settle.run();
    }

    // As a client

    /** An INVITE outside a dialog. */
    SipRequest invite(String requestUri, String from, String to, String sdp) {
        callId = ids.next(name + "-call-");
        local = "<" + from + ">;tag=" + ids.next(name + "-tag-");
        remote = "<" + to + ">";
        target = requestUri;
        return inviteAgain(sdp);
    }

    /** The next INVITE of this dialog. */
    SipRequest inviteAgain(String sdp) {
        return described(request("INVITE"), sdp).build();
    }

    SipRequest.Builder request(String method) {
        return requestWith(method, ++cseq, ids.next("z9hG4bK-" + name));
    }

    SipRequest.Builder requestWith(String method, long number, String branch) {
        SipMethod sipMethod = SipMethod.of(method);
        return SipRequest.builder(sipMethod, SipUri.parse(target).orElseThrow())
                .set(HeaderName.VIA, "SIP/2.0/" + (name.startsWith("pbx") ? "UDP" : "TLS") + " " + name
                        + ".invalid;rport;branch=" + branch)
                .set(HeaderName.FROM, local).set(HeaderName.TO, remote).set(HeaderName.CALL_ID, callId)
                .set(HeaderName.CSEQ, new CSeq(number, sipMethod)).set(HeaderName.MAX_FORWARDS, 70)
                .set(HeaderName.CONTACT, "<" + contact + ">")
                .set(HeaderName.ALLOW, allow())
                .set(HeaderName.USER_AGENT, name + "-agent");
    }

    private String allow() {
        return "INVITE, ACK, CANCEL, BYE, INFO" + (takesUpdate ? ", UPDATE" : "");
    }

    /** The ACK for a 2xx, which it takes the dialog from. */
    SipRequest ack(SipResponse answer, String sdp) {
        join(answer);
        return described(requestWith("ACK", answer.cseq().number(), ids.next("z9hG4bK-" + name)), sdp).build();
    }

    /** Takes the remote tag and target of a response that makes a dialog. */
    void join(SipResponse answer) {
        remote = answer.to().toString();
        answer.contacts().stream().findFirst().ifPresent(known -> target = known.uri());
    }

    SipRequest cancel(SipRequest invite) {
        return SipRequest.builder(SipMethod.CANCEL, invite.sipRequestUri().orElseThrow())
                .set(HeaderName.VIA, invite.topmostVia()).set(HeaderName.FROM, invite.from())
                .set(HeaderName.TO, invite.to()).set(HeaderName.CALL_ID, invite.callId())
                .set(HeaderName.CSEQ, new CSeq(invite.cseq().number(), SipMethod.CANCEL))
                .set(HeaderName.MAX_FORWARDS, 70).build();
    }

    // As a server

    /** A response to a request of the SBC; a tag makes it the callee of a dialog. */
    SipResponse.Builder respond(SipRequest request, int status, String tag) {
        if (status > 100 && request.method().equals(SipMethod.INVITE) && status < 300) {
            callId = request.callId();
            local = request.to().withTag(tag).toString();
            remote = request.from().toString();
            request.contacts().stream().findFirst().ifPresent(known -> target = known.uri());
        }
        SipResponse.Builder response = SipResponse.to(request, status).set(HeaderName.SERVER, name + "-server");
        if (status > 100) {
            response.toTag(tag);
        }
        if (status < 300) {
            response.set(HeaderName.CONTACT, "<" + contact + ">").set(HeaderName.ALLOW, allow());
        }
        return response;
    }

    void answer(SipRequest request, int status, String sdp) {
        String tag = request.to().tag().orElseGet(() -> name + "-server-tag");
        SipResponse.Builder response = respond(request, status, tag);
        if (!sdp.isEmpty()) {
            response.body("application/sdp", sdp.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        send(response.build());
    }

    static SipRequest.Builder described(SipRequest.Builder builder, String sdp) {
        return sdp.isEmpty()
                ? builder
                : builder.body("application/sdp", sdp.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    // What it hears

    SipRequest takeRequest(String method) {
        SipMessage next = next("request " + method);
        if (next instanceof SipRequest request && request.method().name().equals(method)) {
            return request;
        }
        throw new AssertionError(name + " waits for " + method + " and hears\n" + next);
    }

    SipResponse takeResponse(int status) {
        SipMessage next = next("response " + status);
        if (next instanceof SipResponse response && response.status() == status) {
            return response;
        }
        throw new AssertionError(name + " waits for " + status + " and hears\n" + next);
    }

    private SipMessage next(String what) {
        SipMessage next = inbox.poll();
        if (next == null) {
            throw new AssertionError(name + " waits for " + what + " and hears nothing");
        }
        return next;
    }
}
