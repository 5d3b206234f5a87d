/**
 * How a process tells the one after it that it was there: a small file that is written each second and removed by an orderly stop. What is
 * found of an earlier process is told by an alarm and in the event history (ADR 0470). Opened by the main thread, written by a virtual one.
 */
@NullMarked
package io.sbc.admin.life;

import org.jspecify.annotations.NullMarked;
