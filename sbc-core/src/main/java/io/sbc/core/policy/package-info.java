/**
 * Topology hiding (SIP-10) as pure functions: which header fields pass from one side to the other, and how callers and
 * callees are called on each. What is not named does not pass.
 */
@NullMarked
package io.sbc.core.policy;

import org.jspecify.annotations.NullMarked;
