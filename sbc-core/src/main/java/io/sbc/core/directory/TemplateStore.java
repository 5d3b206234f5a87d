package io.sbc.core.directory;

import io.sbc.core.history.Authorship;
import java.util.List;
import java.util.Optional;

/** Templates and licence counts that lasted. Thread-safe; waits for the disk. */
public interface TemplateStore {

    /** All templates, by name. */
    List<UserTemplate> templates();

    /**
     * Creates or replaces one, if there is what was read: of several nodes the first one wins.
     *
     * @param before empty where there was none
     */
    boolean put(Optional<UserTemplate> before, UserTemplate template, Authorship author);

    /** Removes one that no user has. */
    Removal deleteTemplate(UserTemplate template, Authorship author);

    /** What became of a removal. */
    enum Removal {
        DONE,
        /** A user has it. */
        USED,
        /** It is another, or gone. */
        STALE
    }
}
