/**
 * A recording as a sequence diagram: {@link Ladder} is what there is to draw, {@link LadderText} and {@link LadderSvg} draw it. Pure.
 */
@NullMarked
package io.sbc.core.ladder;

import org.jspecify.annotations.NullMarked;
