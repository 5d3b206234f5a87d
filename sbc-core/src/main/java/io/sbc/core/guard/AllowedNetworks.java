package io.sbc.core.guard;

import io.sbc.core.config.IpNetwork;
import io.sbc.core.history.Authorship;
import java.util.List;

/**
 * The lasting side of what operators add to the networks that nothing is refused to. A change leaves an entry in the history, in the same
 * transaction. Thread-safe; waits for a disk. Throws {@link io.sbc.core.directory.StoreException} when the database fails.
 */
public interface AllowedNetworks {

    /** Those that were added. */
    List<IpNetwork> networks();

    void add(IpNetwork network, Authorship author);

    void remove(IpNetwork network, Authorship author);
}
