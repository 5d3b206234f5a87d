/**
 * Writing behind: state that lives in memory and is to outlive the process goes to a disk from a thread of its own, so that signalling never
 * waits for one. Used by the registrar and the guard.
 */
@NullMarked
package io.sbc.core.journal;

import org.jspecify.annotations.NullMarked;
