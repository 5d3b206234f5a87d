package io.sbc.admin.boot;

/** The SBC could not start for a reason that an operator can mend. The message is one or more whole sentences or lines. */
public final class StartFailure extends Exception {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    /** Without a cause worth showing. */
    public StartFailure(String message) {
        super(message);
        sentence = message;
    }

    /** With the cause, for the log at debug level. */
    public StartFailure(String message, Throwable cause) {
        super(message, cause);
        sentence = message;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
