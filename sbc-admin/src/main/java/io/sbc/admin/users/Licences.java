package io.sbc.admin.users;

import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.BatchResult;
import io.sbc.core.directory.DeviceDraft;
import io.sbc.core.directory.LicenceStore;
import io.sbc.core.history.Authorship;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Teleworker licences: each device of each user needs one, enabled or not. Counted when users are made, and nowhere else: no call and no
 * registration asks for one, so that nobody is ever kept from an emergency call. Thread-safe.
 */
public final class Licences {

    /** From this part on, in percent, an administrator is warned. */
    static final int WARN_PERCENT = 90;

    private static final Logger log = LoggerFactory.getLogger(Licences.class);

    private final LicenceStore store;
    private final Supplier<OptionalInt> configured;
    private final BiConsumer<String, String> refusals;
    private final AtomicBoolean warned = new AtomicBoolean();

    /** @param configured count of the configuration; empty for as many as anybody wants */
    public Licences(LicenceStore store, Supplier<OptionalInt> configured) {
        this(store, configured, (user, words) -> {});
    }

    /** @param refusals is told of each user that was not made, and why */
    Licences(LicenceStore store, Supplier<OptionalInt> configured, BiConsumer<String, String> refusals) {
        this.store = store;
        this.configured = configured;
        this.refusals = refusals;
    }

    /** As the configuration says. */
    public static Licences of(Supplier<SbcConfig> config, LicenceStore store) {
        return of(config, store, (user, words) -> {});
    }

    /**
     * As the configuration says.
     *
     * @param refusals is told of each set-side user that was not made, and why: who looks for the reason at night looks at the
     *        registrations
     */
    public static Licences of(Supplier<SbcConfig> config, LicenceStore store, BiConsumer<String, String> refusals) {
        return new Licences(store, () -> {
            int count = config.get().provisioning().teleworkerLicences();
            return count == 0 ? OptionalInt.empty() : OptionalInt.of(count);
        }, refusals);
    }

    /** These devices were not made: {@code excess}. */
    void refused(List<DeviceDraft> drafts, BatchResult.Excess excess) {
        drafts.forEach(draft -> refusals.accept(draft.setUser(), "no device was made of " + draft.setUser() + ": of "
                + excess.devicesMax() + " teleworker licences " + excess.devices() + " are used"));
    }

    /**
     * How it stands.
     *
     * @param total empty for as many as anybody wants
     * @param used devices there are
     * @param byApi whether the count was set by API, and the configuration's does not hold
     */
    public record State(OptionalInt total, int used, boolean byApi) {

        /** How many more devices there may be; never negative. */
        public OptionalInt available() {
            return total.isPresent() ? OptionalInt.of(Math.max(0, total.getAsInt() - used)) : OptionalInt.empty();
        }

        /** Whether nearly all are used, or more than there are. */
        public boolean isNearLimit() {
            return total.isPresent() && used * 100L >= total.getAsInt() * (long) WARN_PERCENT;
        }
    }

    /** How it stands now. */
    public State state() {
        OptionalInt set = store.licences(LicenceStore.TELEWORKER);
        return new State(set.isPresent() ? set : configured.get(), store.devices(), set.isPresent());
    }

    /** How many devices there may be where the store has no count; what it has is looked at when a change is written. */
    int devicesMax() {
        return configured.get().orElse(Integer.MAX_VALUE);
    }

    /** Sets the count; empty to have the configuration's hold. Devices beyond it stay, new ones are refused. */
    public State set(OptionalInt total, Authorship author) {
        store.setLicences(LicenceStore.TELEWORKER, total, author);
        return watch();
    }

    /** Says so in the log when it comes near the limit, once until it is away from it again. */
    public State watch() {
        State now = state();
        if (!now.isNearLimit()) {
            warned.set(false);
        } else if (warned.compareAndSet(false, true)) {
            log.atWarn().addKeyValue("used", now.used()).addKeyValue("total", now.total().orElse(0))
                    .log("teleworker licences are nearly used up: no more users can be added soon");
        }
        return now;
    }
}
