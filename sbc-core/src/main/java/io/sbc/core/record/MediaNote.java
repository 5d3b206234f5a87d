package io.sbc.core.record;

/**
 * Something that a call's media went through: a peer that moved, a rollover counter that was found by trial.
 *
 * @param atMillis wall clock
 * @param side set or icp
 * @param kind a word that stays the same, for searching
 * @param words what it means, in a few words
 */
public record MediaNote(long atMillis, String side, String kind, String words) {}
