package io.sbc.core;

import io.sbc.media.api.MediaSide;

/** The two sides of the SBC. Nothing of one may show on the other (topology hiding). */
public enum Side {

    /** Towards the softphones (the internet). */
    SET,

    /** Towards the PBX (the inner network). */
    ICP;

    /** The other one. */
    public Side opposite() {
        return this == SET ? ICP : SET;
    }

    /** The same side, said in the media plane's words. */
    public static Side of(MediaSide side) {
        return side == MediaSide.SET ? SET : ICP;
    }

    /** The same side in the media plane's words. */
    public MediaSide media() {
        return this == SET ? MediaSide.SET : MediaSide.ICP;
    }
}
