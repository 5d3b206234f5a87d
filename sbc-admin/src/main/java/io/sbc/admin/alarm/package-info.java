/**
 * Alarms: {@link io.sbc.admin.alarm.AlarmKind} is the catalogue that {@code docs/alarms.md} is made from, a
 * {@link io.sbc.admin.alarm.Probe} looks at a condition, {@link io.sbc.admin.alarm.AlarmBoard} decides what is raised and cleared,
 * {@link io.sbc.admin.alarm.AlarmService} runs them on one virtual thread, keeps them in the store and tells who wants to hear.
 * Nothing here is called from a shard or a media loop: probes read gauges and counters that are there anyway.
 */
@NullMarked
package io.sbc.admin.alarm;

import org.jspecify.annotations.NullMarked;
