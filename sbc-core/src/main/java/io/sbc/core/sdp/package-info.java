/**
 * Session descriptions (RFC 8866) and the {@code a=crypto} attribute (RFC 4568): parsed, immutable, written back with
 * everything unknown kept. Called by {@code negotiate}, on any thread; nothing here decides anything.
 */
@NullMarked
package io.sbc.core.sdp;

import org.jspecify.annotations.NullMarked;
