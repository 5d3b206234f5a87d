/**
 * What both planes stand on: clock, timer wheel, agents, counters. No protocol and no I/O lives here. Types that belong
 * to one thread say so; {@link io.sbc.base.Clock} may be shared.
 */
@NullMarked
package io.sbc.base;

import org.jspecify.annotations.NullMarked;
