/**
 * What the peers say and how they judge what they hear: G.711, sounds that are known to the last sample, and the check that
 * a relay changed none of them. Pure computation, any thread.
 */
@NullMarked
package io.sbc.kit.audio;

import org.jspecify.annotations.NullMarked;
