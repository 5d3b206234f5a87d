/**
 * The directory in SQL: SQLite by default, through Flyway's migrations ({@code db/migration}) and JDBI. ICP-side secrets
 * are sealed under a key file; set-side secrets are there as HA1 only. Called from virtual threads and the command line,
 * never from a shard.
 */
@NullMarked
package io.sbc.core.directory.sql;

import org.jspecify.annotations.NullMarked;
