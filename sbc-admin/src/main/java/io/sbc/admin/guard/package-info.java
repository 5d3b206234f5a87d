/** What operators tell the guard: done at once, kept over a restart, and written into the event history. Any thread; waits for the disk. */
@NullMarked
package io.sbc.admin.guard;

import org.jspecify.annotations.NullMarked;
