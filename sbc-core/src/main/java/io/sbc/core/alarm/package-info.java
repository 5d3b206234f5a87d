/**
 * Alarms as they are kept: what was raised, when it was cleared, who has seen to it. Types and the store interface; the table is in
 * {@code core.directory.sql}, what raises and sends them in {@code io.sbc.admin.alarm}. Called from virtual threads, never from a shard.
 */
@NullMarked
package io.sbc.core.alarm;

import org.jspecify.annotations.NullMarked;
