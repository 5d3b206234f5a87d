package io.sbc.core.survival;

import java.util.Optional;

/** Where the live calls of one shard have their records. All methods are called on the shard. */
public interface CallVault {

    /** Keeps nothing. */
    CallVault NONE = Optional::empty;

    /** A place for the record of one more call; empty when there is none. */
    Optional<Slot> open();

    /** The place of one call. */
    interface Slot {

        /**
         * Puts this record in the place of the one before, which stays valid until this one is whole.
         *
         * @return false when it is too long: the one before stays
         */
        boolean write(byte[] record, int length);

        /** The call is over: its octets are cleared, the place is free. Once. */
        void free();
    }
}
