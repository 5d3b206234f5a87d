/**
 * Sound for the interoperability tests: every phone speaks a tone of its own, so that a recording tells who was heard. Pure
 * functions over samples of 16 bits at 8 kHz, and the few lines of the WAV format that hold them.
 */
@NullMarked
package io.sbc.interop.audio;

import org.jspecify.annotations.NullMarked;
