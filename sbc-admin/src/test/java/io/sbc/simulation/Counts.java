package io.sbc.simulation;

/** What happened, in numbers: a run in which nothing happens proves nothing. */
final class Counts {

    int called;
    int established;
    int cancelled;
    int refused;
    int renegotiated;
    int mediaChecked;
    int registered;
    int broken;
    int unanswered;
    int reliable;
    int referred;
    int intrusions;
    int transferred;
    int replaced;
    int updated;
    int collided;
    int timed;
    int starved;
    int tooBrief;
    int forked;
    int handedOver;
    int failedOver;
    int killed;
    int survived;
    int hungUp;

    void called() {
        called++;
    }

    /** Takes another run's in. */
    void add(Counts other) {
        called += other.called;
        established += other.established;
        cancelled += other.cancelled;
        refused += other.refused;
        renegotiated += other.renegotiated;
        mediaChecked += other.mediaChecked;
        registered += other.registered;
        broken += other.broken;
        unanswered += other.unanswered;
        reliable += other.reliable;
        referred += other.referred;
        intrusions += other.intrusions;
        transferred += other.transferred;
        replaced += other.replaced;
        updated += other.updated;
        collided += other.collided;
        timed += other.timed;
        starved += other.starved;
        tooBrief += other.tooBrief;
        forked += other.forked;
        handedOver += other.handedOver;
        failedOver += other.failedOver;
        killed += other.killed;
        survived += other.survived;
        hungUp += other.hungUp;
    }

    /** Whether there was something of everything. */
    boolean isComplete() {
        return !(this + " ").contains(" 0 ");
    }

    @Override
    public String toString() {
        return "called " + called + " established " + established + " cancelled " + cancelled + " refused " + refused
                + " renegotiated " + renegotiated + " media checked " + mediaChecked + " registered " + registered
                + " broken " + broken + " unanswered " + unanswered + " reliable " + reliable
                + " referred " + referred + " intrusions " + intrusions + " transferred " + transferred + " replaced "
                + replaced + " updated " + updated + " collided " + collided + " timed " + timed + " starved " + starved
                + " too brief " + tooBrief + " forked " + forked + " handed over " + handedOver + " failed over "
                + failedOver + " killed " + killed + " survived " + survived + " hung up " + hungUp;
    }
}
