package io.sbc.core.directory;

/** A PSI user has one of each. */
public enum DeviceKind {
    DESKTOP,
    MOBILE
}
