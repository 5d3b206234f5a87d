/**
 * The transactions of RFC 3261 §17 with RFC 6026: pure state machines, and the table of one shard that runs
 * their effects. Owned by the shard's thread.
 */
@NullMarked
package io.sbc.core.sip.transaction;

import org.jspecify.annotations.NullMarked;
