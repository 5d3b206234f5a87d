/** Pages about registrations: who is there, who is not, and why. On virtual threads. */
@NullMarked
package io.sbc.admin.console.registrations;

import org.jspecify.annotations.NullMarked;
