package io.sbc.kit.provision;

/** Hears of each step of a rehearsal once it has succeeded. */
@FunctionalInterface
public interface Narrator {

    /** @param what a word or two, such as {@code Disabled} */
    void tell(String what, String text);
}
