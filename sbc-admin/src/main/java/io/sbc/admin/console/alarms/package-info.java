/** Alarms: those that go on, seen to by a person, and those of the past, as a page of the console. It asks the API and nothing else. On virtual threads. */
@NullMarked
package io.sbc.admin.console.alarms;

import org.jspecify.annotations.NullMarked;
