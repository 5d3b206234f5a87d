/**
 * Where records of live calls outlive the process (lesson 13): one memory-mapped file for each shard, sealed, bounded, read at the
 * start. What a record is the call knows ({@code core.call}); here it is octets. Written on the shard that owns the call, without
 * lock or system call but where a file grows.
 */
@NullMarked
package io.sbc.core.survival;

import org.jspecify.annotations.NullMarked;
