package io.sbc.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.sbc.kit.phone.SoftPhone;
import io.sbc.kit.pbx.StandInPbx;
import io.sbc.kit.script.ScriptedPbx;
import io.sbc.kit.script.ScriptedPhone;
import io.sbc.kit.script.SipText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.jspecify.annotations.Nullable;

/**
 * The stage of flow tests: started once, and after each test found empty again. Whatever the flow, no scripted peer
 * may have got a request that its test did not take, and neither side a word of the other ({@link SidesApart}, SIP-10).
 */
final class FlowStage implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback {
    /** The scripted PBX that every class has. */
    static final String SCRIPT = "script";

    private static final ExtensionContext.Namespace NAMESPACE = ExtensionContext.Namespace.create(FlowStage.class);

    private final UnaryOperator<SbcStage.Builder> plan;
    private final boolean shared;
    private @Nullable SbcStage stage;
    private @Nullable Occupancy before;
    private double dialogsBefore;
    private long began;

    private FlowStage(UnaryOperator<SbcStage.Builder> plan, boolean shared) {
        this.plan = plan;
        this.shared = shared;
    }

    /** One scripted PBX and nothing else: all classes that want no more have the same SBC process. */
    static FlowStage scripted() {
        return new FlowStage(plan -> plan.mediaPorts("11000-11999"), true);
    }

    /** One scripted PBX and what else is told. */
    static FlowStage with(UnaryOperator<SbcStage.Builder> plan) {
        return new FlowStage(plan, false);
    }

    /** A stage and the directory in which its SBC lives; closed by JUnit with the context that it is stored in. */
    private record Started(SbcStage stage, Path directory, boolean shared) implements AutoCloseable {

        static Started of(UnaryOperator<SbcStage.Builder> plan, boolean shared) {
            try {
                Path fresh = Files.createTempDirectory("sbc-flows-");
                return new Started(plan.apply(new SbcStage.Builder(fresh).script(SCRIPT)).start(), fresh,
                        shared);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            if (shared) { // one stage of all waits for the timers of RFC 3261
                stage.endPhones();
                stage.emptiness().awaitAgain();
                stage.emptiness().awaitNoTransactions(stage.scripts().size());
            }
            stage.close();
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        ExtensionContext.Store store = (shared ? context.getRoot() : context).getStore(NAMESPACE);
        // A store asks those above it first: what is not shared needs a name of its own.
        stage = store.computeIfAbsent(shared ? "shared" : context.getUniqueId(), key -> Started.of(plan, shared),
                Started.class).stage();
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

    /** What a test before this one left when it failed is not this one's fault. */
    @Override
    public void beforeEach(ExtensionContext context) throws IOException {
        began = System.nanoTime();
        before = stage().occupancy();
        dialogsBefore = stage().metrics().getOrDefault("sbc_dialogs", 0.0);
    }

    @Override
    public void afterEach(ExtensionContext context) throws IOException {
        SbcStage all = stage();
        try {
            if (context.getExecutionException().isEmpty()) {
                all.awaitMetricAtMost("sbc_dialogs", dialogsBefore);
                assertNothingUntaken();
                SidesApart.assertHeld(all.scriptedPhones(), all.scripts(), began);
            }
        } finally {
            all.endPhones();
            // Taken or not: the next test starts with nothing.
            all.scripts().forEach(ScriptedPbx::forget);
        }
        if (context.getExecutionException().isEmpty() && before != null) {
            before.awaitAgain();
        }
    }

    private void assertNothingUntaken() {
        stage().scripts().forEach(pbx -> assertEquals(List.of(), pbx.untaken().stream().map(SipText::startLine)
                .toList(), pbx::name));
        stage().scriptedPhones().forEach(phone -> assertEquals(List.of(),
                phone.untaken().stream().map(SipText::startLine).toList(), phone::name));
    }
}
