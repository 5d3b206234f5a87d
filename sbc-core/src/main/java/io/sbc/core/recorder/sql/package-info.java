/**
 * The archive of ended calls in an SQLite file of its own, so that neither its size nor its disk writes are those of the users' database.
 * Written by the recorder's thread, read by virtual threads over a connection of their own.
 */
@NullMarked
package io.sbc.core.recorder.sql;

import org.jspecify.annotations.NullMarked;
