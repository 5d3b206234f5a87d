package io.sbc.core.directory;

/** The store cannot be used; the message is a sentence for the operator. */
public final class StoreException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String sentence;

    /** Without a cause worth keeping. */
    public StoreException(String message) {
        super(message);
        sentence = message;
    }

    /** With its cause. */
    public StoreException(String message, Throwable cause) {
        super(message, cause);
        sentence = message;
    }

    @Override
    public String getMessage() {
        return sentence;
    }
}
