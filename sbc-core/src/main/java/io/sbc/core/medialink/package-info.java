/**
 * The way from calls to the media plane: sessions with their ports, the negotiated plan put into force, events back on
 * the shard. With {@code negotiate} the only signalling package that talks to {@code media.api}; call control sees the
 * interfaces here, and its tests put a fake behind them.
 */
@NullMarked
package io.sbc.core.medialink;

import org.jspecify.annotations.NullMarked;
