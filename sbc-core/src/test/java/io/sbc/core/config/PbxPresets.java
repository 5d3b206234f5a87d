package io.sbc.core.config;

/** The shipped presets, for tests of every package. */
public final class PbxPresets {

    private PbxPresets() {}

    /** A preset as a configuration that names it has it. */
    public static PbxProfile preset(String name) {
        return config("profile: " + name).icp().pbxs().getFirst().profile();
    }

    /** A configuration of one PBX with these keys besides. */
    static SbcConfig config(String keys) {
        ConfigResult result = new ConfigReader(1).parse(
                "icp: {pbxs: [{id: a, domain: a.test, host: 192.0.2.1, port: 5060, " + keys + "}]}");
        return ((ConfigResult.Valid) result).config();
    }
}
