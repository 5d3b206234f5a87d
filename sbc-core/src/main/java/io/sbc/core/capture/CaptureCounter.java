package io.sbc.core.capture;

import io.sbc.base.CounterDescriptor;

/** What captures count. */
public enum CaptureCounter implements CounterDescriptor {
    MESSAGES(
            "sbc_capture_messages_total",
            "SIP messages written to capture files"),
    PACKETS(
            "sbc_capture_packets_total",
            "Media packets written to capture files"),
    LOST(
            "sbc_capture_lost_total",
            "Messages and packets that a capture missed because they came faster than they were written"),
    FAILURES(
            "sbc_capture_failures_total",
            "Captures that ended because their file could not be written"),
    HEP_SENT(
            "sbc_hep_sent_total",
            "SIP messages sent to the HEP collector"),
    HEP_LOST(
            "sbc_hep_lost_total",
            "SIP messages that the HEP collector missed: it is out of reach, or they came too fast");

    private final String metric;
    private final String help;

    CaptureCounter(String metric, String help) {
        this.metric = metric;
        this.help = help;
    }

    @Override
    public String metric() {
        return metric;
    }

    @Override
    public String help() {
        return help;
    }
}
