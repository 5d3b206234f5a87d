package io.sbc.core.history;

import java.util.Locale;

/**
 * Who makes a change, and from where.
 *
 * @param name the account, the API key, the consumer, or the part of the SBC
 * @param address the IP address that the request came from; empty when it came from no network
 * @param correlationId what the answer, the log and the event history name the request by
 */
public record Authorship(Kind kind, String name, String address, String correlationId) {

    /** What kind of somebody. */
    public enum Kind {
        /** A person with an account. */
        ADMINISTRATOR,
        /** A program of an administrator's. */
        API_KEY,
        /** A provisioning manager (OAuth). */
        CONSUMER,
        /** The command line on this machine. */
        COMMAND_LINE,
        /** The SBC itself. */
        SYSTEM;

        /** As the API says it: {@code command-line}. */
        public String wireName() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** A change that the SBC makes of its own accord. */
    public static Authorship system(String part) {
        return new Authorship(Kind.SYSTEM, part, "", "");
    }

    /** A command that writes to the store itself, without a running SBC. */
    public static Authorship commandLine(String command) {
        return new Authorship(Kind.COMMAND_LINE, command, "", "");
    }
}
