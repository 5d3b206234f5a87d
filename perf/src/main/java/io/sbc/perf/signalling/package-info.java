/**
 * {@code ./sbc bench signalling}: this SBC and Debian's Kamailio with rtpengine do the same job in turn, in one run, and the
 * CPU time of each is divided by what it did. The load knows nothing of the product: its phones and its PBX read and write
 * SIP as text.
 */
@NullMarked
package io.sbc.perf.signalling;

import org.jspecify.annotations.NullMarked;
