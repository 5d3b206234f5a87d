package io.sbc.admin.console;

import io.sbc.core.sip.message.ReasonPhrases;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Words of the API in those of pages. Pure. */
public final class Words {

    private static final Map<String, String> TONES = Map.ofEntries(Map.entry("registered", "good"),
            Map.entry("held", "fair"), Map.entry("registering", "fair"), Map.entry("suspended", "fair"),
            Map.entry("unregistering", "fair"), Map.entry("refused", "bad"), Map.entry("talking", "good"),
            Map.entry("ringing", "fair"));
    private static final double GOOD_MOS = 4.0;
    private static final double FAIR_MOS = 3.6;
    private static final int FAILED = 400;

    private Words() {}

    /** The text, or a dash where there is none. */
    public static String orDash(String text) {
        return text.isEmpty() ? "–" : text;
    }

    /**
     * What a select offers, in this order.
     *
     * @param pairs values and their words in turn
     */
    public static Map<String, String> choices(String... pairs) {
        Map<String, String> choices = new LinkedHashMap<>();
        for (int i = 0; i + 1 < pairs.length; i += 2) {
            choices.put(pairs[i], pairs[i + 1]);
        }
        return choices;
    }

    /** A ratio in percent, or a dash. */
    public static String percent(String ratio) {
        return ratio.isEmpty() ? "–" : String.format(Locale.ROOT, "%.1f %%", 100 * Double.parseDouble(ratio));
    }

    /** Seconds in milliseconds, or a dash. */
    public static String millis(String seconds) {
        return seconds.isEmpty() ? "–" : String.format(Locale.ROOT, "%.1f ms", 1_000 * Double.parseDouble(seconds));
    }

    /** The colour of a state: good, fair, bad, or none. */
    public static String tone(String state) {
        return TONES.getOrDefault(state, "");
    }

    /** The colour of a call's end. */
    public static String tone(Doc call) {
        String rule = call.text("rule");
        long status = call.number("status");
        if (status >= FAILED) {
            return "bad";
        }
        return rule.isEmpty() ? call.text("state").equals("ended") ? "good" : tone(call.text("state")) : "fair";
    }

    /** The colour of a score (ITU-T G.107, mapped to MOS). */
    public static String mosTone(double mos) {
        return mos == 0 ? "" : mos >= GOOD_MOS ? "good" : mos >= FAIR_MOS ? "fair" : "bad";
    }

    /** What a filter wants that was typed as a part of a word: an asterisk at each end, unless there is one. */
    public static String part(String typed) {
        return typed.isEmpty() || typed.indexOf('*') >= 0 ? typed : "*" + typed + "*";
    }

    /** {@code 192.0.2.7} of {@code 192.0.2.7} or of {@code 2001:db8::/64}. */
    public static String firstAddress(String source) {
        return source.split("/", 2)[0];
    }

    /** How a call ended, as in {@code the caller hung up}. */
    public static String end(Doc call) {
        String other = call.text("from").equals("set") ? "the PBX" : "the phone";
        return switch (call.text("cause")) {
            case "bye-of-caller" -> "the caller hung up";
            case "bye-of-callee" -> "the called party hung up";
            case "by-peer" -> call.has("from") ? "refused by " + other : "refused by the other side";
            default -> plain(call.text("cause"));
        };
    }

    /** {@code 486 Busy Here}. */
    public static String status(Doc call) {
        return call.text("status") + " " + ReasonPhrases.of((int) call.number("status"));
    }

    /** {@code ports-exhausted} as {@code ports exhausted}. */
    public static String plain(String code) {
        return code.replace('-', ' ');
    }
}
