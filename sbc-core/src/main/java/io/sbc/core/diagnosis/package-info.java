/**
 * What was wrong with a call or a registration, in the words of somebody who has to mend it. A {@link Rule} is data: texts and a small
 * predicate over a {@link RecordedCase}, which is what the flight recorder kept, read once. Pure: nothing is asked but the recording.
 */
@NullMarked
package io.sbc.core.diagnosis;

import org.jspecify.annotations.NullMarked;
