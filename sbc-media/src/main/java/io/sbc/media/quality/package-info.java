/**
 * What the packets of one direction say about its quality: loss and jitter as RFC 3550 appendix A counts them. Called by the
 * relay for each packet; belongs to the loop's thread.
 */
@NullMarked
package io.sbc.media.quality;

import org.jspecify.annotations.NullMarked;
