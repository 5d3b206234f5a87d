/** That the benchmark of the media plane still runs, and that its checks would notice a relay that spoils packets. */
@NullMarked
package io.sbc.perf.media;

import org.jspecify.annotations.NullMarked;
