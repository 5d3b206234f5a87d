/**
 * A rehearsal of what a PBX's provisioning manager does with a session border controller: it is let in by OAuth 1.0a (RFC 5849), adds its PBX,
 * pushes, changes, disables and deletes users, while phones and a stand-in PBX show what becomes of it. The signer is the kit's own.
 *
 * <p>Used by {@code ./sbc demo provisioning} and by tests of the shipped process. All of it runs on the caller's thread.
 */
@NullMarked
package io.sbc.kit.provision;

import org.jspecify.annotations.NullMarked;
