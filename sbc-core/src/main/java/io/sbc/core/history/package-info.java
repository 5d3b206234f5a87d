/**
 * Who changed what: each change of what is administered leaves an {@link io.sbc.core.history.Event}, written in the transaction of
 * the change itself, with the hash of the one before it. Types and the pure parts; the tables are in {@code core.directory.sql}.
 * Called from virtual threads and the command line, never from a shard.
 */
@NullMarked
package io.sbc.core.history;

import org.jspecify.annotations.NullMarked;
