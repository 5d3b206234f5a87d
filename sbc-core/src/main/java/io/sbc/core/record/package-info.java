/**
 * The calls there are and the last that were: what an operator may know of them, media quality included, in memory and
 * bounded. Call control writes from every shard, the admin plane reads; thread-safe.
 */
@NullMarked
package io.sbc.core.record;

import org.jspecify.annotations.NullMarked;
