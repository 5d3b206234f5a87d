package io.sbc.core.recorder;

/**
 * An ended call as it is stored.
 *
 * @param number in the order of storing; 0 before
 * @param recording all but its events
 * @param summary what call control knew of it, encoded; empty when it knew nothing
 * @param events encoded; empty where a list was asked for, or when the call was stored without
 * @param thinned whether it was stored without its events
 * @param answered whether it was
 * @param poor whether media had something to say about it
 * @param addresses of its peers, with blanks around each
 * @param rule the first rule of diagnosis that fired; empty for none
 */
public record ArchivedCall(long number, Recording recording, byte[] summary, byte[] events, boolean thinned,
        boolean answered, boolean poor, String addresses, String rule) {

    /** One that is to be stored. */
    public ArchivedCall(Recording recording, byte[] summary, byte[] events, boolean thinned, String addresses,
            String rule) {
        this(0, recording, summary, events, thinned,
                recording.call().filter(call -> call.answeredMillis().isPresent()).isPresent(),
                recording.call().filter(call -> !call.quality().verdicts().isEmpty()).isPresent(), addresses, rule);
    }
}
