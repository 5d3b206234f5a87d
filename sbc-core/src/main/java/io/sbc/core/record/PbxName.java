package io.sbc.core.record;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How the words of a decision name the PBX of a call or registration, at their end: whoever reads the record later finds it there. Pure. */
public final class PbxName {

    private static final Pattern NAMED = Pattern.compile("; its PBX is (\\S{1,64})$");

    private PbxName() {}

    /** The words with the name of the PBX behind them. */
    public static String in(String words, String pbx) {
        return words + "; its PBX is " + pbx;
    }

    /** The PBX that the words name. */
    public static Optional<String> of(String words) {
        Matcher named = NAMED.matcher(words);
        return named.find() ? Optional.of(named.group(1)) : Optional.empty();
    }
}
