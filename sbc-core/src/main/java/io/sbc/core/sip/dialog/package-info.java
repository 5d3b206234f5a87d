/**
 * Dialogs of RFC 3261 §12 as immutable values: what a peer-to-peer relationship between us and one peer knows, the
 * requests that it makes and the checks of those that come. Call control owns them; nothing here does I/O, reads a clock
 * or logs.
 */
@NullMarked
package io.sbc.core.sip.dialog;

import org.jspecify.annotations.NullMarked;
