package io.sbc.admin.users;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/** The columns of an import file: in which kind of file they stand, whether they must be there, and what a field may be. */
enum Column {
    EMAIL(Need.BOTH, "[^\\s@\"(),:;<>\\[\\]\\\\]{1,64}@[^\\s@\"(),:;<>\\[\\]\\\\]{1,255}", "an email address"), //
    NAME(Need.MAY_OF_USER, "\\P{Cntrl}{0,255}", "at most 255 characters"), //
    EXTENSION(Need.MUST_OF_USER, Column.SIP_USER, Column.SIP_USER_WORDS), //
    TEMPLATE(Need.MAY_OF_USER, ".*", "the name of a template"), //
    KIND(Need.OF_DEVICE, "desktop|mobile", "desktop or mobile"), //
    SET_USER(Need.OF_DEVICE, Column.SIP_USER, Column.SIP_USER_WORDS), //
    SET_PASSWORD(Need.OF_DEVICE_MAY_OF_USER, Column.PASSWORD, Column.PASSWORD_WORDS), //
    ICP_USER(Need.OF_DEVICE, Column.SIP_USER, Column.SIP_USER_WORDS), //
    ICP_AUTH_USER(Need.MAY_OF_DEVICE, "|[!#-9;-\\[\\]-~]{1,64}",
            "printable ASCII without spaces, quotes, colons and backslashes"), //
    ICP_PASSWORD(Need.OF_DEVICE_MAY_OF_USER, Column.PASSWORD, Column.PASSWORD_WORDS), //
    ICP(Need.MAY, ".*", "the id of a PBX of the configuration"), //
    ENABLED(Need.MAY, "|true|false", "true or false");

    /** What may stand unescaped in the user part of a SIP URI (RFC 3261 §25.1), and {@code #}, which we escape. */
    private static final String SIP_USER = "[A-Za-z0-9_.!~*'()&=+$,;?/#-]{1,64}";
    private static final String SIP_USER_WORDS = "1 to 64 letters, digits and -_.!~*'()&=+$,;?/#";
    private static final String PASSWORD = "[^\\p{Cntrl}]{1,255}";
    private static final String PASSWORD_WORDS = "1 to 255 characters";

    /** Where it stands: whether it may, and whether it must, in a file of users and in one of devices. */
    private enum Need {
        BOTH(true, true, true, true),
        MUST_OF_USER(true, true, false, false),
        MAY_OF_USER(true, false, false, false),
        OF_DEVICE(false, false, true, true),
        MAY_OF_DEVICE(false, false, true, false),
        OF_DEVICE_MAY_OF_USER(true, false, true, true),
        MAY(true, false, true, false);

        private final boolean mayOfUser;
        private final boolean mustOfUser;
        private final boolean mayOfDevice;
        private final boolean mustOfDevice;

        Need(boolean mayOfUser, boolean mustOfUser, boolean mayOfDevice, boolean mustOfDevice) {
            this.mayOfUser = mayOfUser;
            this.mustOfUser = mustOfUser;
            this.mayOfDevice = mayOfDevice;
            this.mustOfDevice = mustOfDevice;
        }
    }

    private final Need need;
    private final Pattern allowed;
    private final String words;

    Column(Need need, String allowed, String words) {
        this.need = need;
        this.allowed = Pattern.compile(allowed);
        this.words = words;
    }

    /** As it stands in the first row. */
    String header() {
        return name().toLowerCase(Locale.ROOT);
    }

    boolean isRequired(boolean ofDevices) {
        return ofDevices ? need.mustOfDevice : need.mustOfUser;
    }

    boolean isAllowed(boolean ofDevices) {
        return ofDevices ? need.mayOfDevice : need.mayOfUser;
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
