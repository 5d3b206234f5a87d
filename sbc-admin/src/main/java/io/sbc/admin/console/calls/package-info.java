/** Pages about calls: those that go on, those that were, and one of them with its ladder and diagnosis. On virtual threads. */
@NullMarked
package io.sbc.admin.console.calls;

import org.jspecify.annotations.NullMarked;
