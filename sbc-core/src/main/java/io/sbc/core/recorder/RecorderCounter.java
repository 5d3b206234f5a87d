package io.sbc.core.recorder;

import io.sbc.base.CounterDescriptor;
import java.util.Locale;

/** What the flight recorder counts. */
public enum RecorderCounter implements CounterDescriptor {
    // @formatter:off
    EVENTS("Messages, decisions and quality samples that were recorded"),
    EVENTS_DROPPED("Recorded events that made room for newer ones before they were stored, or found none"),
    REFRESHES_COUNTED("Messages of refreshes that went as the last two of the phone did, and were counted only"),
    CALLS_ENDED("Ended calls that were handed over to be stored"),
    CALLS_STORED("Ended calls that were stored"),
    CALLS_THINNED("Ended calls that were stored without their messages, because more ended than recorder.full-calls allows"),
    CALLS_LOST("Ended calls that were not stored: too many waited, or the disk refused them"),
    CALLS_EXPIRED("Stored calls removed for their age or for the room that they took");
    // @formatter:on

    private final String help;

    RecorderCounter(String help) {
        this.help = help;
    }

    @Override
    public String metric() {
        return "sbc_recorder_" + name().toLowerCase(Locale.ROOT) + "_total";
    }

    @Override
    public String help() {
        return help;
    }
}
