/**
 * Peers that do what a test tells them, message by message: forks, lost answers, late answers, event packages. Where {@link
 * io.sbc.kit.phone.SoftPhone} and {@link io.sbc.kit.pbx.StandInPbx} behave as products do, a scripted peer has no will of its
 * own: it tells apart transactions and dialogs (RFC 3261 §12, §17), drops what is only repeated, and acknowledges refusals.
 *
 * <p>The test's thread writes and waits, a reader thread of the wire fills what is waited for; every wait has a limit.
 */
@NullMarked
package io.sbc.kit.script;

import org.jspecify.annotations.NullMarked;
