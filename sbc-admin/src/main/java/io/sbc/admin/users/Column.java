package io.sbc.admin.users;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The columns of an import file: whether they must be there, and what a field may be. */
enum Column {
    EMAIL(true, "[^\\s@\"(),:;<>\\[\\]\\\\]{1,64}@[^\\s@\"(),:;<>\\[\\]\\\\]{1,255}", "an email address"), //
    KIND(true, "desktop|mobile", "desktop or mobile"), //
    SET_USER(true, Column.SIP_USER, Column.SIP_USER_WORDS), //
    SET_PASSWORD(true, Column.PASSWORD, Column.PASSWORD_WORDS), //
    ICP_USER(true, Column.SIP_USER, Column.SIP_USER_WORDS), //
    ICP_AUTH_USER(false, "|[!#-9;-\\[\\]-~]{1,64}", "printable ASCII without spaces, quotes, colons and backslashes"), //
    ICP_PASSWORD(true, Column.PASSWORD, Column.PASSWORD_WORDS), //
    ICP(false, ".*", "the id of a PBX of the configuration"), //
    ENABLED(false, "|true|false", "true or false");

    /** What may stand unescaped in the user part of a SIP URI (RFC 3261 §25.1), and {@code #}, which we escape. */
    private static final String SIP_USER = "[A-Za-z0-9_.!~*'()&=+$,;?/#-]{1,64}";
    private static final String SIP_USER_WORDS = "1 to 64 letters, digits and -_.!~*'()&=+$,;?/#";
    private static final String PASSWORD = "[^\\p{Cntrl}]{1,255}";
    private static final String PASSWORD_WORDS = "1 to 255 characters";

    private final boolean required;
    private final Pattern allowed;
    private final String words;

    Column(boolean required, String allowed, String words) {
        this.required = required;
        this.allowed = Pattern.compile(allowed);
        this.words = words;
    }

    /** As it stands in the first row. */
    String header() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isRequired() {
        return required;
    }

    /** What is wrong with a field; never quotes a password. */
    Optional<String> problemWith(String field) {
        if (allowed.matcher(field).matches()) {
            return Optional.empty();
        }
        if (field.isEmpty()) {
            return Optional.of(header() + " is missing");
        }
        boolean secret = this == SET_PASSWORD || this == ICP_PASSWORD;
        return Optional.of(header() + (secret ? "" : " \"" + field + "\"") + " must be " + words);
    }

    static Optional<Column> byHeader(String header) {
        return Arrays.stream(values()).filter(column -> column.header().equals(header)).findFirst();
    }
}
