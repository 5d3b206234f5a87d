package io.sbc.perf.signalling;

/** A phone that does nothing. */
enum Idle implements PhoneLine.Task {

    TASK;

    @Override
    public void begin(PhoneLine line) {}

    @Override
    public void onMessage(PhoneLine line, SipText message) {}

    @Override
    public void onClosed(PhoneLine line) {}
}
