/**
 * Octets of records: what is written for the database or for a process after this one is read again by the same rules. No thread of its own;
 * knows nothing of what it writes.
 */
@NullMarked
package io.sbc.core.octets;

import org.jspecify.annotations.NullMarked;
