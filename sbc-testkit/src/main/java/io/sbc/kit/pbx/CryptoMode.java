package io.sbc.kit.pbx;

/** What the PBX does with crypto lines in descriptions that it hands through. */
public enum CryptoMode {
    /** It takes part in AVP+crypto: keys reach the other side, which decides. */
    PASS,
    /** It knows no SDES: lines of crypto are gone, {@code RTP/SAVP} is refused with 488. */
    IGNORE
}
