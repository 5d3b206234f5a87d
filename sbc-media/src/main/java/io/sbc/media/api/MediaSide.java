package io.sbc.media.api;

/** The two networks that a session joins. */
public enum MediaSide {

    /** Towards the softphones (the internet). */
    SET,

    /** Towards the PBX (the inner network). */
    ICP;

    /** The other one. */
    public MediaSide opposite() {
        return this == SET ? ICP : SET;
    }
}
