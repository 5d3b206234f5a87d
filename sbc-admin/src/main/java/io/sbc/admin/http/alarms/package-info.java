/** Alarms over the API: those that go on and those of the past, acknowledging, trying whether messages arrive. On virtual threads. */
@NullMarked
package io.sbc.admin.http.alarms;

import org.jspecify.annotations.NullMarked;
