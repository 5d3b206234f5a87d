/**
 * Work that takes longer than a request may: one job after the other on a virtual thread, with progress that can be asked for, and a report that is kept
 * for a while. In memory: after a restart nobody knows of jobs, but what they had applied is there, whole.
 */
@NullMarked
package io.sbc.admin.jobs;

import org.jspecify.annotations.NullMarked;
