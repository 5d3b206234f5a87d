package io.sbc.kit.script;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A request of ours and its responses, each seen once (RFC 3261 §17.1). Any thread. */
public final class Exchange {
    private final ScriptedPeer peer;
    private final SipText request;
    private final Way way;

    // Guarded by the peer's lock.
    private final List<SipText> responses = new ArrayList<>();
    private final Map<String, ScriptedDialog> dialogs = new HashMap<>();
    private int taken;
    private @Nullable SipText ack;

    Exchange(ScriptedPeer peer, SipText request, Way way) {
        this.peer = peer;
        this.request = request;
        this.way = way;
    }

    /** As it was sent. */
    public SipText request() {
        return request;
    }

    /** Every response by now, in their order. */
    public List<SipText> responses() {
        return peer.locked(() -> List.copyOf(responses));
    }

    /** Reader thread. */
    void onResponse(SipText response) throws IOException {
        boolean repeated = peer.locked(() -> {
            boolean known = responses.stream().anyMatch(before -> isSame(before, response));
            if (!known) {
                responses.add(response);
            }
            return known;
        });
        if (!request.method().equals("INVITE") || response.status() < 200) {
            return;
        }
        if (response.status() >= 300) {
            peer.transmit(way, ackOfRefusal(response));
        } else if (repeated) {
            SipText again = peer.locked(() -> Optional.ofNullable(ack)).orElse(null);
            if (again != null && again.header("To").equals(response.header("To"))) {
                peer.transmit(way, again);
            }
        }
    }

    private static boolean isSame(SipText one, SipText other) {
        return one.status() == other.status() && one.toTag().equals(other.toTag()) && one.body().equals(other.body())
                && one.find("RSeq").equals(other.find("RSeq"));
    }

    /** RFC 3261 §17.1.1.3: the branch of the INVITE. */
    private SipText ackOfRefusal(SipText response) {
        SipText made = SipText.request("ACK", request.uri()).and("Via", request.values("Via").getFirst());
        for (String copied : List.of("Max-Forwards", "From", "Call-ID")) {
            made = made.and(copied, request.header(copied));
        }
        for (String route : request.all("Route")) {
            made = made.and("Route", route);
        }
        return made.and("To", response.header("To")).and("CSeq", request.cseq() + " ACK");
    }

    /** The ACK of its 2xx, which is sent again whenever that comes again. */
    void acknowledgedBy(SipText sent) {
        peer.locked(() -> ack = sent);
    }

    /**
     * The next response of this status; others before it are passed over.
     *
     * @throws IllegalStateException when another final response came, or none in time
     */
    public SipText await(int status) {
        SipText response = next(status);
        if (response.status() != status) {
            throw new IllegalStateException(
                    peer.name() + ": waited for " + status + " to " + request.method() + ", got\n" + response);
        }
        return response;
    }

    private SipText next(int status) {
        return peer.awaitThat(() -> status + " to " + request.method(), () -> {
            while (taken < responses.size()) {
                SipText response = responses.get(taken++);
                if (response.status() == status || response.status() >= 200) {
                    return Optional.of(response);
                }
            }
            return Optional.empty();
        });
    }

    /** The next final response. */
    public SipText awaitFinal() {
        return next(0);
    }

    /** The dialog that a response makes (RFC 3261 §12.1.2): one for each tag, early at first, confirmed later. */
    public ScriptedDialog dialog(SipText response) {
        return peer.locked(() -> dialogs.computeIfAbsent(response.toTag(),
                tag -> ScriptedDialog.ofClient(peer, request, response)));
    }

    /** Waits for 200, acknowledges it, and gives the dialog. */
    public ScriptedDialog answered() {
        ScriptedDialog dialog = dialog(await(200));
        dialog.ack(this);
        return dialog;
    }

    /** Sends a CANCEL (RFC 3261 §9.1). */
    public Exchange cancel() {
        SipText cancel = SipText.request("CANCEL", request.uri()).and("Via", request.values("Via").getFirst());
        for (String copied : List.of("Max-Forwards", "From", "To", "Call-ID")) {
            cancel = cancel.and(copied, request.header(copied));
        }
        for (String route : request.all("Route")) {
            cancel = cancel.and("Route", route);
        }
        return peer.send(cancel.and("CSeq", request.cseq() + " CANCEL"));
    }
}
