package io.sbc.core.icp;

/**
 * Hears when a PBX as a whole comes into reach or is out of it: the first of its nodes answers, or none does any more.
 * Called on any thread, never twice in a row with the same for one PBX; must not block.
 */
public interface PbxHealthListener {

    /** At least one node answers; not called for the state that everything starts in, which is reachable. */
    void onReachable(String pbxId);

    /** No node answers. */
    void onUnreachable(String pbxId);
}
