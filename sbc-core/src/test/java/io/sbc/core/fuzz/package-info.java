/**
 * Everything that reads what the network says, under octets that nobody meant: the corpus cut and flipped at every octet
 * ({@code CutsAndFlipsTest}), and Jazzer ({@code FuzzIT}, ten seconds for each {@link FuzzTarget}; {@code ./sbc test --fuzz}
 * takes longer). {@link Surfaces} says what must hold of each reader whatever comes.
 */
@NullMarked
package io.sbc.core.fuzz;

import org.jspecify.annotations.NullMarked;
