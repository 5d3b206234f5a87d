package io.sbc.core.directory;

/** The store cannot be used; the message is a sentence for the operator. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sentence;
    private final Reason reason;

    /** What kind of failure it is. */
    public enum Reason {
        /** There is no room left on the disk. */
        FULL,
        /** The database does not answer, or takes no changes now: it may do so later. */
        UNAVAILABLE,
        /** Anything else. */
        OTHER
    }

    /** Without a cause worth keeping. */
    public StoreException(String message) {
        super(message);
        sentence = message;
        reason = Reason.OTHER;
    }

    /** With its cause. */
    public StoreException(String message, Throwable cause) {
        this(cause instanceof StoreException known ? known.reason : Reason.OTHER, message, cause);
    }

    /** With its kind. */
    public StoreException(Reason reason, String message, Throwable cause) {
        super(message, cause);
        this.sentence = message;
        this.reason = reason;
    }

    /** What kind of failure it is. */
    public Reason reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
