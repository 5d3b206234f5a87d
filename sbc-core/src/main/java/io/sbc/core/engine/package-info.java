/**
 * Signalling shards: each pins calls and registrations to one thread, runs effects and owns timers.
 */
@NullMarked
package io.sbc.core.engine;

import org.jspecify.annotations.NullMarked;
