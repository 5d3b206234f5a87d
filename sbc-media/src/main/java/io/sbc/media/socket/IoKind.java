package io.sbc.media.socket;

/** How packets get in and out. */
public enum IoKind {
    /** {@link #NATIVE} where it works, else {@link #NIO}. */
    AUTO,
    /** Linux system calls through the foreign function interface. */
    NATIVE,
    /** {@code java.nio}: everywhere, slower. */
    NIO
}
