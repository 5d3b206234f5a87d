package io.sbc.core.directory;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** A secret in clear text, kept from logs by its type: it prints as {@code ***} and is compared in constant time. */
public final class Secret {

    private final String clearText;

    public Secret(String clearText) {
        this.clearText = clearText;
    }

    /** The secret itself: only for the one who must compute with it. */
    public String reveal() {
        return clearText;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Secret that && MessageDigest.isEqual(clearText.getBytes(StandardCharsets.UTF_8),
                that.clearText.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public int hashCode() {
        return clearText.hashCode();
    }

    @Override
    public String toString() {
        return "***";
    }
}
