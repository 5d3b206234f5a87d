/**
 * What becomes of faults of ours: exceptions that no peer may cause. They are logged here, without repeating themselves,
 * by whoever catches them at the edge of a shard or an event loop. Thread-safe.
 */
@NullMarked
package io.sbc.core.fault;

import org.jspecify.annotations.NullMarked;
