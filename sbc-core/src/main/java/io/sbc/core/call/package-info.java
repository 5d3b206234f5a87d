/**
 * Calls of a back-to-back user agent: two legs, one towards each side, and the state machine that ties them (RFC 3261
 * §9, §13–15; RFC 3264 through {@code sdp.negotiate}). {@link io.sbc.core.call.CallControl} is the door: one per shard,
 * everything in here runs on that shard. {@link io.sbc.core.call.CallMachine} decides, {@code Call} carries out.
 */
@NullMarked
package io.sbc.core.call;

import org.jspecify.annotations.NullMarked;
