/** The page that one sees first: how the SBC is, now. On virtual threads. */
@NullMarked
package io.sbc.admin.console.dashboard;

import org.jspecify.annotations.NullMarked;
