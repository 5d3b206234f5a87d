package io.sbc.simulation;

import io.sbc.base.Timers.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The session timer (RFC 4028) of one call as one party sees it: some ask for one, too brief a one too; some refresh when it
 * is up to them, and some forget it, and then the SBC has to end the call.
 */
final class Session {

    private static final int BRIEF = 60;
    private static final int SECONDS = 90;

    /** What BYE and repeats take behind the end of an interval. */
    private static final long ENDED_MILLIS = 5_000;

    private final Party party;
    private final Talk talk;
    private final boolean wanted;
    private final boolean forgets;
    private @Nullable Timer next;
    private int refusals;

    Session(Party party, Talk talk) {
        this.party = party;
        this.talk = talk;
        this.wanted = party.chance(0.3);
        this.forgets = party.chance(0.2);
    }

    // ---- as the one who asks

    /** In an INVITE that begins a call. */
    void ask(Sip invite) {
        if (wanted) {
            invite.add("Supported", "timer").add("Session-Expires",
                    Integer.toString(party.chance(0.3) ? BRIEF : SECONDS));
        }
    }

    /** Whether the interval has to be longer, and has not been so already. */
    boolean isTooBrief(Sip refusal) {
        party.stage.counts().tooBrief++;
        return wanted && refusals++ == 0 && !refusal.get("Min-SE").isEmpty();
    }

    /** In a later request of ours, which refreshes too. */
    void refresh(Sip request) {
        if (wanted) {
            request.add("Supported", "timer").add("Session-Expires", SECONDS + ";refresher=uac");
        }
    }

    void onAnswer(Sip response) {
        agreed(response.get("Session-Expires"), "uac");
    }

    // ---- as the one who answers

    void answer(Sip request, Sip ok) {
        String asked = request.get("Session-Expires");
        if (!wanted || asked.isEmpty() || !request.all("Supported").toString().contains("timer")) {
            return;
        }
        String refresher = Sip.parameter(asked, "refresher");
        String chosen = (asked.contains(";") ? asked.substring(0, asked.indexOf(';')) : asked) + ";refresher="
                + (refresher.isEmpty() ? (party.chance(0.5) ? "uas" : "uac") : refresher);
        ok.add("Session-Expires", chosen);
        if (chosen.endsWith("uac")) {
            ok.add("Require", "timer");
        }
        agreed(chosen, "uas");
    }

    // ---- both

    private void agreed(String sessionExpires, String us) {
        if (next != null) {
            next.cancel();
        }
        if (sessionExpires.isEmpty() || !Sip.parameter(sessionExpires, "refresher").equals(us)) {
            return;
        }
        long millis = 1_000 * Long.parseLong(sessionExpires.substring(0, sessionExpires.indexOf(';')).strip());
        party.stage.counts().timed++;
        if (forgets) {
            long begun = party.world.millis();
            next = party.world.afterMillis(millis + ENDED_MILLIS, () -> checkEnded(begun));
        } else {
            next = party.world.afterMillis(millis / 2, talk::refresh);
        }
    }

    /** Nobody refreshed: it is the SBC's to say that this is over. */
    private void checkEnded(long begun) {
        if (talk.changedAt() <= begun && party.isReachableSince(begun)) {
            party.stage.counts().starved++;
            party.stage.verdicts().that(!talk.isEstablished(),
                    "call " + talk.callId() + " of " + party.user + " outlives its session");
        }
    }
}
