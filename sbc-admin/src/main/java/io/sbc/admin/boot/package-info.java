/**
 * Wiring: makes every part of the SBC from one configuration, starts them in order, stops them in the reverse. The only
 * package that sees all others. Runs on the main thread; what fails at the start is a {@code StartFailure} with a
 * sentence for the operator.
 */
@NullMarked
package io.sbc.admin.boot;

import org.jspecify.annotations.NullMarked;
