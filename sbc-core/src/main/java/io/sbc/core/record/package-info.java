/**
 * What is kept of the past: a bounded list of ended calls, in memory. Call control writes from every shard, the admin
 * plane reads; thread-safe.
 */
@NullMarked
package io.sbc.core.record;

import org.jspecify.annotations.NullMarked;
