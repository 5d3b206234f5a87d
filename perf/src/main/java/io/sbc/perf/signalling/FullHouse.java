package io.sbc.perf.signalling;

import io.sbc.core.recorder.ArchivedCall;
import io.sbc.core.recorder.CallQuery;
import io.sbc.core.recorder.Recording;
import io.sbc.core.recorder.sql.SqlCallArchive;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * An SBC with much to show: users with two devices each, past calls in its archive, and, while it runs, phones that are registered and calls that go
 * on. Users come by the command that operators use; past calls are copies of some that were really made, with other names and times, written by the
 * recorder's own store while the SBC is down.
 */
final class FullHouse {

    private static final int IMPORT_ROWS = 10_000;
    private static final int BATCH = 500;
    private static final int MODELS = 24;
    /** So long, and a call without a packet has a verdict. */
    private static final int SILENT_SECONDS = 8;
    /** Until the recorder has written what ended. */
    private static final int WRITTEN_SECONDS = 6;
    private static final int PAST_DAYS = 20;
    private static final int BUSY_HERE = 486;
    private static final int BUSY_EACH = 10;
    private static final int PATIENCE_SECONDS = 60;

    private final Site site;
    private final Path launcher;
    private final int users;
    private final Random random;

    FullHouse(Site site, Path launcher, int users, long seed) {
        this.site = site;
        this.launcher = launcher;
        this.users = users;
        this.random = new Random(seed);
    }

    /** Imports users: the first half of the phones are their desktop devices, the second their mobile ones. */
    void importUsers() throws IOException, InterruptedException {
        for (int first = 0; first < 2 * users; first += IMPORT_ROWS) {
            StringBuilder csv = new StringBuilder("email,kind,set_user,set_password,icp_user,icp_password\n");
            for (int i = first; i < Math.min(2 * users, first + IMPORT_ROWS); i++) {
                Phone phone = Phone.number(i);
                csv.append("%s@example.org,%s,%s,%s,%s,Bench-Icp-Secret%n".formatted(
                        Phone.number(i % users).user(), i < users ? "desktop" : "mobile", phone.user(),
                        phone.password(), phone.user()));
            }
            Path file = Files.writeString(site.directory().resolve("users.csv"), csv);
            Process importing = site.start("import",
                    List.of(launcher.toString(), "users", "import", "--config", "sbc.yaml", "users.csv"));
            if (importing.waitFor() != 0) {
                throw new IOException("import failed, see " + site.directory());
            }
            Files.delete(file);
        }
    }

    /** Makes the calls that the past is copied from: some short, some without a packet long enough to be noticed. */
    static void makeModels(Jobs jobs) throws InterruptedException {
        List<PhoneLine> lines = jobs.registered(0, MODELS);
        List<Calling> calls = hold(lines);
        hangUp(lines.subList(0, MODELS / 2), calls.subList(0, MODELS / 2));
        TimeUnit.SECONDS.sleep(SILENT_SECONDS);
        hangUp(lines.subList(MODELS / 2, MODELS), calls.subList(MODELS / 2, MODELS));
        TimeUnit.SECONDS.sleep(WRITTEN_SECONDS);
        lines.forEach(PhoneLine::close);
    }

    private static void hangUp(List<PhoneLine> lines, List<Calling> calls) {
        for (int i = 0; i < lines.size(); i++) {
            calls.get(i).hangUp(lines.get(i));
        }
    }

    /** Copies the calls that there are until there are so many; the SBC must not run. */
    void fillArchive(int calls) throws IOException {
        try (SqlCallArchive archive = SqlCallArchive.open(site.directory().resolve("data/records.db"))) {
            List<ArchivedCall> models = archive.find(CallQuery.newest(MODELS)).stream()
                    .flatMap(call -> archive.get(call.recording().id()).stream()).toList();
            if (models.isEmpty()) {
                throw new IOException("no call was recorded, see " + site.directory());
            }
            long now = System.currentTimeMillis();
            long step = TimeUnit.DAYS.toMillis(PAST_DAYS) / calls;
            List<ArchivedCall> batch = new ArrayList<>(BATCH);
            for (int i = 0; i < calls; i++) {
                batch.add(copy(models.get(i % models.size()), i, now - (calls - i) * step));
                if (batch.size() == BATCH || i == calls - 1) {
                    archive.store(batch);
                    batch.clear();
                }
            }
        }
    }

    private ArchivedCall copy(ArchivedCall model, int i, long startedMillis) {
        Recording was = model.recording();
        String caller = Phone.number(random.nextInt(users)).user();
        boolean busy = i % BUSY_EACH == 0;
        Recording recording = new Recording("past-" + i, false, caller, was.source(), caller,
                Integer.toString(9000 + random.nextInt(1000)),
                List.of("past-" + i + "-phone", "past-" + i + "-pbx"), startedMillis,
                OptionalLong.of(startedMillis + was.endedMillis().orElse(was.startedMillis()) - was.startedMillis()),
                busy ? BUSY_HERE : was.status(), was.call(), was.events(), was.dropped());
        return new ArchivedCall(0, recording, model.summary(), model.events(), model.thinned(),
                !busy && model.answered(), model.poor(), model.addresses(), busy ? "busy" : model.rule());
    }

    /** Calls that stay up, one on each line. */
    static List<Calling> hold(List<PhoneLine> lines) throws InterruptedException {
        Meter meter = new Meter();
        CountDownLatch up = new CountDownLatch(lines.size());
        List<Calling> calls = new ArrayList<>();
        for (PhoneLine line : lines) {
            Calling call = new Calling(() -> meter, true, _ -> up.countDown());
            calls.add(call);
            line.take(call);
        }
        if (!up.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || meter.failedCount() > 0) {
            throw new IllegalStateException(meter.doneCount() + " calls are up " + meter.failures());
        }
        return calls;
    }
}
