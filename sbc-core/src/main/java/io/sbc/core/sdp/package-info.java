/**
 * Session descriptions (RFC 8866): parsed, immutable, written back with everything unknown kept.
 */
@NullMarked
package io.sbc.core.sdp;

import org.jspecify.annotations.NullMarked;
