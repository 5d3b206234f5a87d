/**
 * Carries packets between the two sides of one m-line: source check, unprotect, address learning, protect, send. The
 * stages are chosen when a plan is applied, so the packet path asks nothing twice. Everything here runs on the media loop
 * that owns the session; the conductor only makes the setups. RFC 3550, 3711, 4961, 5761.
 */
@NullMarked
package io.sbc.media.relay;

import org.jspecify.annotations.NullMarked;
