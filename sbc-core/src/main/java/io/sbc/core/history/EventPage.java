package io.sbc.core.history;

import java.util.List;
import java.util.OptionalLong;

/**
 * A part of what fits a filter, the newest first.
 *
 * @param events may be none though older ones fit: a search through text reads only so many entries at a time
 * @param next what to ask for as {@link EventFilter#before} to go on; empty when nothing older is left
 */
public record EventPage(List<Event> events, OptionalLong next) {

    public EventPage {
        events = List.copyOf(events);
    }
}
