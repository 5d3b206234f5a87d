package io.sbc.admin.alarm;

import io.sbc.core.alarm.AlarmRecord;

/** Something about an alarm that others are told. */
public record AlarmNews(Change change, AlarmRecord alarm) {

    /** What happened. */
    public enum Change {
        RAISED,
        CLEARED,
        /** No alarm: somebody tries whether messages arrive. */
        TEST
    }
}
