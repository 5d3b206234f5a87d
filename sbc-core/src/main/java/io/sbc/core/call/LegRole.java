package io.sbc.core.call;

/** Which of a call's two legs: the one it came in on, where we are the server, or the one it goes out on. */
public enum LegRole {
    CALLER,
    CALLEE;

    /** The other one. */
    public LegRole opposite() {
        return this == CALLER ? CALLEE : CALLER;
    }
}
