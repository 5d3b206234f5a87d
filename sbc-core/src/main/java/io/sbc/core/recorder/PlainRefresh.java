package io.sbc.core.recorder;

import io.sbc.core.Side;
import io.sbc.core.sip.message.SipMessage;
import io.sbc.core.sip.message.SipMethod;
import io.sbc.core.sip.message.SipRequest;
import io.sbc.core.sip.message.SipResponse;
import io.sbc.core.sip.transport.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The REGISTER that a shard is at, as long as nothing is known of it but what happens with every refresh of every phone: it is
 * challenged, or answered from the binding. If that is all, a count is left of it; if anything else happens, it is taken back as it came,
 * and recorded. One at a time, since such an answer is made before the next message. Owned by the shard.
 */
final class PlainRefresh {

    /** What the registrar and the login check say of every refresh. */
    private static final Set<String> USUAL = Set.of("challenged", "stale-nonce", "authenticated", "answered-locally");

    private static final int OK = 200;
    private static final int CHALLENGE = 401;

    private final List<String> notes = new ArrayList<>();
    private @Nullable SipRequest register;
    private @Nullable Flow flow;
    private String upstream = "";

    /** What was held back, to be recorded now. */
    interface Told {

        /** @param upstream the Call-ID towards the PBX; empty: none was told */
        void again(SipRequest register, Flow flow, String upstream, List<String> notes);
    }

    /** Whether it may be one: from a phone, and not a repetition. */
    static boolean mayBe(SipMessage message, Flow flow, boolean repeated) {
        return !repeated && flow.side() == Side.SET && message instanceof SipRequest request
                && request.method().equals(SipMethod.REGISTER);
    }

    void begin(SipRequest request, Flow over) {
        register = request;
        flow = over;
        upstream = "";
        notes.clear();
    }

    boolean isPending() {
        return register != null;
    }

    /** Takes a note of what happens with every refresh; false for anything else. */
    boolean notes(String callId, String kind, String words) {
        if (register == null || !USUAL.contains(kind) || !register.callId().equals(callId)) {
            return false;
        }
        notes.add(kind);
        notes.add(words);
        return true;
    }

    /** The same for the Call-ID towards the PBX. */
    boolean leads(String callId, String upstreamCallId) {
        if (register == null || !register.callId().equals(callId)) {
            return false;
        }
        upstream = upstreamCallId;
        return true;
    }

    /** Whether this is the usual end of it, and nothing needs to be kept. */
    boolean endsWith(SipMessage message, Flow over) {
        SipRequest its = register;
        if (its == null || !(message instanceof SipResponse response) || !over.equals(flow)
                || !its.callId().equals(response.callId())) {
            return false;
        }
        boolean usual = (response.status() == OK && notes.contains("answered-locally"))
                || (response.status() == CHALLENGE && !notes.isEmpty());
        if (usual) {
            register = null;
        }
        return usual;
    }

    /** It is more than that: tells all that was held back. */
    void tell(Told told) {
        SipRequest its = register;
        Flow over = flow;
        register = null;
        if (its != null && over != null) {
            told.again(its, over, upstream, List.copyOf(notes));
        }
    }
}
