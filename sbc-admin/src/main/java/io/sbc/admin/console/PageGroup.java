package io.sbc.admin.console;

/** Pages about one subject. */
public interface PageGroup {

    /** Adds them, and their entries of the menu; once, before the server starts. */
    void register(Pages pages);
}
