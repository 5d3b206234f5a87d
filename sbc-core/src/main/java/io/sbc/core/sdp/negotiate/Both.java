package io.sbc.core.sdp.negotiate;

import io.sbc.core.Side;

/** One thing for each side. */
record Both<T>(T set, T icp) {

    T on(Side side) {
        return side == Side.SET ? set : icp;
    }

    Both<T> with(Side side, T value) {
        return side == Side.SET ? new Both<>(value, icp) : new Both<>(set, value);
    }
}
