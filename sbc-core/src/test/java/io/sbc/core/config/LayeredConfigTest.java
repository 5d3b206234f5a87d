package io.sbc.core.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.Setting.Source;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class LayeredConfigTest {

    private static final String FILE = """
            calls: {maximum: 100, session-expires: 20m}
            icp: {pbxs: [{id: one, domain: one.example.com, host: 10.0.0.1, port: 5060}]}
            """;

    private static LayeredConfig of(String overlay) {
        return LayeredConfig.of(2, FILE, overlay);
    }

    private static SbcConfig valid(LayeredConfig layers) {
        return assertInstanceOf(ConfigResult.Valid.class, layers.result(), () -> layers.result().toString()).config();
    }

    @Test
    void shouldLayApiOverFileOverDefaults() {
        LayeredConfig layers = of("{\"calls\": {\"session-expires\": \"25m\", \"maximum\": 50}}");

        assertEquals(Duration.ofMinutes(25), valid(layers).calls().sessionExpires());
        assertEquals(50, valid(layers).calls().maximum());
        assertEquals(new Setting("calls.session-expires", "25m", Source.API, "30m"),
                layers.setting("calls.session-expires").orElseThrow());
        assertEquals(Source.DEFAULT, layers.setting("calls.answer-timeout").orElseThrow().source());
        assertEquals(Source.FILE, of("{}").setting("calls.maximum").orElseThrow().source());
    }

    @Test
    void shouldHaveTheSameConfigurationAsTheReaderWithoutApi() {
        assertEquals(new ConfigReader(2).parse(FILE), of("{}").result());
    }

    @Test
    void shouldReplaceListsWholly() {
        LayeredConfig layers = of("""
                {"icp": {"pbxs": [{"id": "two", "domain": "two.example.com", "host": "10.0.0.2", "port": 5060}]}}""");

        assertEquals(List.of("two"), valid(layers).icp().pbxs().stream().map(PbxDefinition::id).toList());
        assertEquals("[{id=one, domain=one.example.com, host=10.0.0.1, port=5060}]",
                of("{}").asWritten("icp.pbxs").orElseThrow().toString());
    }

    @Test
    void shouldNameEveryProblemAndRefuseWhatOnlyTheFileMaySay() {
        LayeredConfig layers = of("""
                {"store": {"database": "/tmp/other.db"}, "calls": {"maximum": "many", "colour": "red"}}""");

        String problems = assertInstanceOf(ConfigResult.Invalid.class, layers.result()).problems().toString();
        assertTrue(problems.contains("store: can be changed in the file only"), problems);
        assertTrue(problems.contains("calls.maximum: \"many\" is not allowed"), problems);
        assertTrue(problems.contains("calls.colour: unknown key"), problems);
    }

    @Test
    void shouldKnowEveryKeyThatIsNamedAsLive() {
        List<String> keys = of("{}").settings().stream().map(Setting::key).toList();

        for (String named : Applies.named()) {
            assertTrue(keys.stream().anyMatch(key -> key.equals(named) || key.startsWith(named + ".")), named);
        }
    }

    @Test
    void shouldReadEveryPresetOfPbxs() {
        assertEquals(ProfileReader.PBX_PRESETS, PbxProfile.presets().stream().map(PbxProfile::name).toList());
    }
}
