/**
 * The event history as an operator asks for it: filters from text, and entries as CSV. Called on virtual threads.
 */
@NullMarked
package io.sbc.admin.events;

import org.jspecify.annotations.NullMarked;
