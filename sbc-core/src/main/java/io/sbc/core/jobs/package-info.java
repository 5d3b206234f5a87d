/**
 * Jobs of the admin plane as they outlive the process, on whichever node they ran. Waits for a disk; called from virtual threads.
 */
@NullMarked
package io.sbc.core.jobs;

import org.jspecify.annotations.NullMarked;
