/**
 * The conditions of alarms: each class looks at what belongs together, with its thresholds. They read gauges and counters by their metric's
 * name ({@link io.sbc.admin.alarm.probe.Measures}) and a few services. On the thread of the alarms.
 */
@NullMarked
package io.sbc.admin.alarm.probe;

import org.jspecify.annotations.NullMarked;
