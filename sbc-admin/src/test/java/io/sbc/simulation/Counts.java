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

    void called() {
        called++;
    }

    @Override
    public String toString() {
        return "called " + called + " established " + established + " cancelled " + cancelled + " refused " + refused
                + " renegotiated " + renegotiated + " media checked " + mediaChecked + " registered " + registered
                + " broken " + broken + " unanswered " + unanswered + " reliable " + reliable
                + " referred " + referred + " intrusions " + intrusions;
    }
}
