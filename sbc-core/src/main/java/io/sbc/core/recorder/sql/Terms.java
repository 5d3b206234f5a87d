package io.sbc.core.recorder.sql;

import io.sbc.core.recorder.CallQuery;
import java.util.ArrayList;
import java.util.List;

/**
 * What calls are found by, as words that say of what kind they are, and as hashes. Hashes of different words may be the same: who finds a call by
 * one looks at the call. Pure.
 */
final class Terms {

    static final String ANSWERED = "answered";
    static final String FAILED = "failed";
    static final String POOR = "poor";

    private Terms() {}

    static String id(String id) {
        return "i" + id;
    }

    static String number(String number) {
        return "n" + number;
    }

    static String address(String address) {
        return "a" + address;
    }

    static String outcome(String outcome) {
        return "o" + outcome;
    }

    static String rule(String rule) {
        return "r" + rule;
    }

    /** A call that a query means has all of these; most calls are answered with a 2xx, and there is no term for that. */
    static List<String> of(CallQuery query) {
        List<String> terms = new ArrayList<>();
        query.callId().map(Terms::id).ifPresent(terms::add);
        query.number().map(Terms::number).ifPresent(terms::add);
        query.address().map(Terms::address).ifPresent(terms::add);
        query.rule().map(Terms::rule).ifPresent(terms::add);
        query.outcome().filter(outcome -> !outcome.equals(ANSWERED) && !outcome.startsWith("2")).map(Terms::outcome)
                .ifPresent(terms::add);
        return terms;
    }

    /** The same in every process and version: it is on the disk. */
    static int hash(String term) {
        int hash = term.hashCode(); // as the language has it, Java SE API, String.hashCode
        hash ^= hash >>> 16;
        hash *= 0x7feb352d;
        hash ^= hash >>> 15;
        return hash;
    }
}
