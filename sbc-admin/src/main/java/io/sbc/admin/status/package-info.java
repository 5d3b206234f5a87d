/**
 * How the SBC is, second by second: one sampler for all who look, a few minutes of memory, and streams to dashboards that are dropped rather than
 * waited for. Reads counters and gauges, which cost signalling nothing. A thread of its own; any thread reads.
 */
@NullMarked
package io.sbc.admin.status;

import org.jspecify.annotations.NullMarked;
