package io.sbc.core.config;

/**
 * {@code policies}: what passes between the sides.
 *
 * @param setProfile rules for what phones send and are sent
 * @param diversion whether phones learn by whom a call was diverted
 */
public record PolicySettings(PbxProfile setProfile, Diversion diversion) {

    /** What becomes of Diversion (RFC 5806) and History-Info (RFC 7044) on the way to phones. */
    public enum Diversion {
        HIDE,
        SHOW
    }
}
