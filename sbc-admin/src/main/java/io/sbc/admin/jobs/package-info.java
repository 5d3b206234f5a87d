/**
 * Work that takes longer than a request may: one job after the other on a virtual thread, with progress that can be asked for, and a report that is kept
 * for a while, over restarts too. What a job has to write it writes in one transaction, which marks the job as applied.
 */
@NullMarked
package io.sbc.admin.jobs;

import org.jspecify.annotations.NullMarked;
