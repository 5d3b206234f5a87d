package io.sbc.kit.provision;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What differs between the PBXs' provisioning managers, by the integration guides. */
public enum PbxKind {
    /** Each phone's password at the PBX is an authorization code of its own. */
    MX_ONE("mx-one", "MX-ONE", true, 2),
    /** One password on both sides; desktop and mobile are two sets, registered at once. */
    MIVOICE_BUSINESS("mivoice-business", "MiVoice Business", false, 3),
    /** One password on both sides; a border gateway serves one of them only. */
    MIVOICE_5000("mivoice-5000", "MiVoice 5000", false, 4),
    /** The guides tell of its logs only; one password on both sides, as its preset has it. */
    OPENSCAPE_VOICE("openscape-voice", "OpenScape Voice", false, 5),
    /** Likewise. */
    OPENSCAPE_4000("openscape-4000", "OpenScape 4000", false, 6);

    private final String profile;
    private final String title;
    private final boolean codeOfItsOwn;
    private final int firstDigit;

    PbxKind(String profile, String title, boolean codeOfItsOwn, int firstDigit) {
        this.profile = profile;
        this.title = title;
        this.codeOfItsOwn = codeOfItsOwn;
        this.firstDigit = firstDigit;
    }

    /** All of their profiles, for a sentence. */
    public static String profiles() {
        return Arrays.stream(values()).map(PbxKind::profile).collect(Collectors.joining(", "));
    }

    /** The SBC's preset for it; the rehearsal names its consumer and its ICP alike. */
    public String profile() {
        return profile;
    }

    /** Its name for a reader. */
    public String title() {
        return title;
    }

    /** Whether an authorization code is pushed beside the set-side password; else the latter serves on both sides. */
    public boolean hasCodeOfItsOwn() {
        return codeOfItsOwn;
    }

    /** The number of its nth user, from 1: those of several PBXs at one SBC differ. */
    public String number(int n) {
        return "%d%03d".formatted(firstDigit, n);
    }
}
