/**
 * The whole signalling of the SBC on one thread and a virtual clock: shards, transactions, registrar, calls and topology
 * as {@code admin.boot} wires them, between a network, a media plane, phones and a PBX that are played here and share no
 * code with the product. A seed decides everything that happens; {@code SimulationTest} says how one is replayed.
 */
@NullMarked
package io.sbc.simulation;

import org.jspecify.annotations.NullMarked;
