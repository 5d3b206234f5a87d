package io.sbc.core.guard;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Why a source is shut out. */
public enum BlockReason {
    /** Its User-Agent or tags are those of a known scanner. */
    SCANNER,
    /** It asked for many users that there are not. */
    ENUMERATION,
    /** Too many wrong passwords. */
    FAILED_LOGINS,
    /** It went on far beyond its limits. */
    FLOOD,
    /** It sent what is no SIP, again and again. */
    MALFORMED,
    /** An operator said so. */
    OPERATOR;

    /** That of a code, where there is one. */
    static Optional<BlockReason> of(String code) {
        return Stream.of(values()).filter(reason -> reason.code().equals(code)).findFirst();
    }

    /** As it stands in logs and documents: lower case with hyphens. */
    public String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
