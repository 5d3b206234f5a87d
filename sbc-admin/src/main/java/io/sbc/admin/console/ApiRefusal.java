package io.sbc.admin.console;

/** The API answered with a problem. A page that knows what to make of it catches it; else {@link Console} shows it. */
public final class ApiRefusal extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Trouble trouble;

    ApiRefusal(Trouble trouble) {
        super(trouble.detail());
        this.trouble = trouble;
    }

    /** What it said. */
    public Trouble trouble() {
        return trouble;
    }
}
