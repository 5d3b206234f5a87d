package io.sbc.core.access;

/** Nonces of signed requests that any of several nodes has taken (RFC 5849 §3.3). Thread-safe; waits for a database, not for its disk. */
public interface NonceStore {

    /**
     * Takes one: of all nodes that ask for the same one, however closely together, one may have it. Kept when the process is killed; when the
     * database's machine loses its power, those of its last second may be forgotten.
     *
     * @param second the time stamp of the request, since 1970
     * @param hash of everything that tells a request from another, under a key that all nodes have
     * @return whether nobody had taken it
     * @throws io.sbc.core.directory.StoreException when the database fails
     */
    boolean take(long second, long hash);

    /** Forgets what is older. */
    void forgetBefore(long second);
}
