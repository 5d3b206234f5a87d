package io.sbc.core.recorder;

/**
 * An ended call as it is stored.
 *
 * @param recording all but its events
 * @param summary what call control knew of it, encoded; empty when it knew nothing
 * @param events encoded; empty where a list was asked for, or when the call was stored without
 * @param thinned whether it was stored without its events
 * @param addresses of its peers, with blanks around each
 * @param rule the first rule of diagnosis that fired; empty for none
 */
public record ArchivedCall(Recording recording, byte[] summary, byte[] events, boolean thinned, String addresses,
        String rule) {}
