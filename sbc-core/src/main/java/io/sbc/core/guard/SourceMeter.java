package io.sbc.core.guard;

/** The token buckets of a source. */
enum SourceMeter {
    /** New connections. */
    CONNECTIONS,
    /** Requests over flows without a registered phone. */
    REQUESTS,
    /** What was over one of the limits above: who keeps on is a flood. */
    EXCESS,
    /** What is no message. */
    MALFORMED,
    /** Wrong credentials. */
    FAILED_LOGINS,
    /** Lines in the log. */
    LOG
}
