package io.sbc.perf.signalling;

/** A phone that closes its connection; when it is closed, whatever comes next. */
record Leaving(Runnable next) implements PhoneLine.Task {

    @Override
    public void begin(PhoneLine line) {
        line.close();
    }

    @Override
    public void onMessage(PhoneLine line, SipText message) {}

    @Override
    public void onClosed(PhoneLine line) {
        next.run();
    }
}
