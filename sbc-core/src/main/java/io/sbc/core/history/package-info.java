/**
 * Who changed what: each change of what is administered carries its {@link io.sbc.core.history.Authorship}.
 */
@NullMarked
package io.sbc.core.history;

import org.jspecify.annotations.NullMarked;
