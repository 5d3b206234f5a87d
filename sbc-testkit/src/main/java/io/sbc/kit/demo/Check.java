package io.sbc.kit.demo;

/**
 * One thing that the demo verifies.
 *
 * @param what in a word
 * @param text what was found
 */
record Check(boolean good, String what, String text) {}
