package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import io.sbc.kit.sip.TracedMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.jspecify.annotations.Nullable;

/**
 * The stage of a class of flow tests: started once, and after each test found empty again. Whatever the flow, no scripted peer
 * may have got a request that its test did not take, and no phone a word of the PBX's address, domain or product (SIP-10).
 */
final class FlowStage implements BeforeAllCallback, AfterEachCallback, AfterAllCallback {
    /** The scripted PBX that every class has. */
    static final String SCRIPT = "script";

    private final UnaryOperator<SbcStage.Builder> plan;
    private @Nullable Path directory;
    private @Nullable SbcStage stage;

    private FlowStage(UnaryOperator<SbcStage.Builder> plan) {
        this.plan = plan;
    }

    /** One scripted PBX and nothing else. */
    static FlowStage scripted() {
        return new FlowStage(UnaryOperator.identity());
    }

    /** One scripted PBX and what else is told. */
    static FlowStage with(UnaryOperator<SbcStage.Builder> plan) {
        return new FlowStage(plan);
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        Path fresh = Files.createTempDirectory("sbc-flows-");
        directory = fresh;
        stage = plan.apply(new SbcStage.Builder(fresh).script(SCRIPT)).start();
    }

    SbcStage stage() {
        SbcStage started = stage;
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    /** The scripted PBX. */
    ScriptedPbx pbx() {
        return stage().script(SCRIPT);
    }

    StandInPbx pbx(String name) {
        return stage().pbx(name);
    }

    /** A scripted phone with a number of its own, registered. */
    ScriptedPhone phone() throws IOException {
        ScriptedPhone phone = unregistered();
        phone.register();
        return phone;
    }

    /** A scripted phone of another scripted PBX, registered. */
    ScriptedPhone phoneOf(String pbx) throws IOException {
        ScriptedPhone phone = stage().connected(stage().freshNumber(pbx));
        phone.register();
        return phone;
    }

    /** A scripted phone with a number of its own, connected only. */
    ScriptedPhone unregistered() throws IOException {
        return stage().connected(stage().freshNumber(SCRIPT));
    }

    /** One more device with the number of another. */
    ScriptedPhone twin(ScriptedPhone other) throws IOException {
        return stage().connected(other.user());
    }

    /** A softphone of a stand-in PBX, registered. */
    SoftPhone softPhone(String number) throws IOException {
        return stage().registered(stage().phone(number));
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        SbcStage all = stage();
        try {
            if (context.getExecutionException().isEmpty()) {
                all.awaitMetric("sbc_dialogs", 0);
                all.awaitMetric("sbc_media_sessions", 0);
                assertNothingUntaken();
                assertTopologyHidden();
            }
        } finally {
            all.endPhones();
            // Taken or not: the next test starts with nothing.
            all.scripts().forEach(ScriptedPbx::forget);
        }
    }

    private void assertNothingUntaken() {
        stage().scripts().forEach(pbx -> assertEquals(List.of(), pbx.untaken().stream().map(SipText::startLine)
                .toList(), pbx::name));
        stage().scriptedPhones().forEach(phone -> assertEquals(List.of(),
                phone.untaken().stream().map(SipText::startLine).toList(), phone::name));
    }

    private void assertTopologyHidden() {
        for (ScriptedPhone phone : stage().scriptedPhones()) {
            for (TracedMessage message : phone.trace().messages()) {
                for (ScriptedPbx pbx : stage().scripts()) {
                    for (String secret : List.of(pbx.address().getAddress().getHostAddress(), pbx.domain(),
                            ScriptedPbx.PRODUCT)) {
                        assertFalse(!message.sent() && message.text().contains(secret),
                                () -> secret + " reached a phone:\n" + message.text());
                    }
                }
            }
        }
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        SbcStage started = stage;
        if (started != null) {
            started.close();
        }
        Path used = directory;
        if (used != null) {
            try (var files = Files.walk(used)) {
                for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}
