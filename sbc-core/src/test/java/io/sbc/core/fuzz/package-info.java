/**
 * Everything that reads what the network says, under octets that nobody meant: the corpus cut and flipped at every octet
 * ({@code CutsAndFlipsTest}), and Jazzer ({@code *Fuzz}: one target each, in their own surefire execution; {@code ./sbc
 * test --fuzz} runs them longer). {@link Surfaces} says what must hold of each reader whatever comes.
 */
@NullMarked
package io.sbc.core.fuzz;

import org.jspecify.annotations.NullMarked;
