/** Small things of networks that phones, PBX and tests need: trust for TLS, free ports, waiting with a limit. Any thread. */
@NullMarked
package io.sbc.kit.net;

import org.jspecify.annotations.NullMarked;
