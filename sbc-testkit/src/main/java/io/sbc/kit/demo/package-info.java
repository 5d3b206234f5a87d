/**
 * {@code ./sbc demo}: a fresh SBC as a process of its own, a stand-in PBX, two softphones and a call between them, told for
 * the reader. Everything that is printed was observed by the phones, the PBX or the SBC's own metrics.
 *
 * <p>The story runs on the main thread; a shutdown hook cleans up when it is interrupted.
 */
@NullMarked
package io.sbc.kit.demo;

import org.jspecify.annotations.NullMarked;
