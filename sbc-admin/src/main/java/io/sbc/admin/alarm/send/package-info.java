/**
 * How alarms get out: a {@link io.sbc.admin.alarm.send.Courier} for each {@link io.sbc.admin.alarm.send.Channel} (syslog, webhook, mail), with a
 * bounded queue, retries with growing pauses, and a virtual thread of its own. Whoever raises an alarm never waits for any of it.
 * RFC 5424, 5425, 5426, 6587 (syslog).
 */
@NullMarked
package io.sbc.admin.alarm.send;

import org.jspecify.annotations.NullMarked;
