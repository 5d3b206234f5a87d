/**
 * Load generators: programs with a main method that drive a part of the product at a fixed rate and print what it cost.
 * Results are kept in {@code perf/results} with the machine they were taken on.
 */
@NullMarked
package io.sbc.perf.load;

import org.jspecify.annotations.NullMarked;
