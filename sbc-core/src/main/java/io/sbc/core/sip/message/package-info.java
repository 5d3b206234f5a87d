/**
 * SIP messages over bytes (RFC 3261 §7, §25): an indexer over the received octets, typed reads on demand,
 * builders and edits that are written once. Everything is immutable and may be shared between threads; nothing
 * here does I/O.
 */
@NullMarked
package io.sbc.core.sip.message;

import org.jspecify.annotations.NullMarked;
