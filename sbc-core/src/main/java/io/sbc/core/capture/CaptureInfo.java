package io.sbc.core.capture;

import java.util.OptionalLong;

/**
 * A capture as the admin plane shows it.
 *
 * @param id names it and its file; it sorts by time
 * @param target whose signalling; empty when the process that began it is gone
 * @param media none, wire or decrypted; empty likewise
 * @param by who asked for it; empty likewise
 * @param startedMillis wall clock
 * @param endedMillis wall clock; empty while it runs
 * @param ended why, in a few words; empty while it runs
 * @param octets of its file
 * @param messages SIP messages in it
 * @param packets media packets in it
 * @param lost messages and packets that came faster than they could be written
 */
public record CaptureInfo(String id, String target, String media, boolean secrets, String by, long startedMillis,
        OptionalLong endedMillis, String ended, long octets, long messages, long packets, long lost) {}
