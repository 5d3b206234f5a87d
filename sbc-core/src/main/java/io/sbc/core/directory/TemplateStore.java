package io.sbc.core.directory;

import io.sbc.core.history.Authorship;
import java.util.List;

/** Templates and licence counts that lasted. Thread-safe; waits for the disk. */
public interface TemplateStore {

    /** All templates, by name. */
    List<UserTemplate> templates();

    /** Creates or replaces one. */
    void put(UserTemplate template, Authorship author);

    /** Whether there was one of that name. */
    boolean deleteTemplate(String name, Authorship author);
}
