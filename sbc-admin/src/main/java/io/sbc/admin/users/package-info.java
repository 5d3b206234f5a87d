/**
 * Users and devices as CSV files (RFC 4180): what {@code users import} reads and {@code users export} writes. Called by the
 * command line; any thread.
 */
@NullMarked
package io.sbc.admin.users;

import org.jspecify.annotations.NullMarked;
