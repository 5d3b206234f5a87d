package io.sbc.core.recorder;

import io.sbc.base.Clock;
import io.sbc.base.Counters;
import io.sbc.base.Gauge;
import io.sbc.core.config.RecorderSettings;
import io.sbc.core.engine.ShardContext;
import io.sbc.core.sip.transaction.Witness;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The recorders of all shards and the store of ended calls, for who reads. {@link #on} is called once for each shard while it is wired;
 * everything else from any thread but a shard's: it waits for shards and for the disk.
 */
public final class FlightRecorder implements AutoCloseable {

    private static final long ANSWER_MAX_MILLIS = 1_000;

    /** Behind one address may be an office of hundreds: a shard copies the messages of so many attempts for who asks, and no more. */
    private static final int ATTEMPTS_MAX = 40;

    private final RecorderSettings settings;
    private final CallArchive archive;
    private final RecordWriter writer;
    private final Predicate<String> isUser;
    private final Supplier<String> ids;
    private final int shardCount;
    private final Counters<RecorderCounter> counters = new Counters<>(RecorderCounter.class);
    private final List<ShardRecorder> shards = new ArrayList<>();

    /**
     * @param shardCount among whom the memory is divided
     * @param isUser whether there is a device of that set-side user; any thread
     * @param ids names for calls, no one given twice
     * @param archive closed with this
     * @param judge names the first rule of diagnosis that fires for an ended call, or nothing
     */
    public FlightRecorder(RecorderSettings settings, int shardCount, Predicate<String> isUser, Supplier<String> ids,
            CallArchive archive, Clock clock, Function<Recording, String> judge) {
        this.settings = settings;
        this.shardCount = shardCount;
        this.isUser = isUser;
        this.ids = ids;
        this.archive = archive;
        this.writer = new RecordWriter(settings, archive, clock, counters, judge);
    }

    /** Begins to write. */
    public void start() {
        writer.start();
    }

    /** Tells that of every ended call, on the recorder's thread. One listener. */
    public void listen(EndedCallListener listener) {
        writer.listen(listener);
    }

    /** The recorder of a shard, to be its witness. */
    public Witness on(ShardContext shard) {
        ShardRecorder recorder = new ShardRecorder(shard, (long) settings.memory() / shardCount, isUser,
                settings.attemptsPerDevice(), (double) settings.fullCalls() / shardCount, ids, counters, writer::take);
        shards.add(recorder);
        return recorder;
    }

    /** A call that goes on, or ended, by its id or by the Call-ID of a leg. */
    public Optional<Recording> call(String idOrCallId) {
        for (ShardRecorder shard : shards) {
            Optional<Recording> live = ask(shard, () -> shard.call(idOrCallId)).flatMap(found -> found);
            if (live.isPresent()) {
                return live;
            }
        }
        return writer.pending(idOrCallId).or(() -> archive.get(idOrCallId).map(FlightRecorder::opened));
    }

    /** Ended calls, the newest first, without their events. */
    public List<ArchivedCall> find(CallQuery query) {
        return archive.find(query);
    }

    /** The last {@value #ATTEMPTS_MAX} attempts to register as a user, or from an address, the newest first. */
    public List<Recording> attempts(String userOrSource) {
        List<Recording> found = new ArrayList<>();
        for (ShardRecorder shard : shards) {
            ask(shard, () -> shard.attempts(userOrSource, ATTEMPTS_MAX)).ifPresent(found::addAll);
        }
        return found.stream().sorted(Comparator.comparingLong(Recording::startedMillis).reversed())
                .limit(ATTEMPTS_MAX).toList();
    }

    /** What a stored call says, its events included. */
    public static Recording opened(ArchivedCall stored) {
        Recording bare = stored.recording();
        return with(new Recording(bare.id(), false, bare.user(), bare.source(), bare.caller(), bare.callee(),
                bare.callIds(), bare.startedMillis(), bare.endedMillis(), bare.status(),
                CallRecordCodec.read(stored.summary()), List.of(), bare.dropped()), stored.events());
    }

    static Recording with(Recording bare, byte[] events) {
        return new Recording(bare.id(), bare.registration(), bare.user(), bare.source(), bare.caller(), bare.callee(),
                bare.callIds(), bare.startedMillis(), bare.endedMillis(), bare.status(), bare.call(),
                EventCodec.read(events), bare.dropped());
    }

    /** Empty when the shard is too busy to answer. */
    private static <T> Optional<T> ask(ShardRecorder shard, Supplier<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            shard.shard().execute(() -> answer.complete(question.get()));
            return Optional.of(answer.get(ANSWER_MAX_MILLIS, TimeUnit.MILLISECONDS));
        } catch (RejectedExecutionException | ExecutionException | TimeoutException busy) {
            return Optional.empty();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    public Counters<RecorderCounter> counters() {
        return counters;
    }

    /** What operators watch of it. */
    public List<Gauge> gauges() {
        return List.of(
                new Gauge("sbc_recorder_memory_bytes", "Octets of the flight recorder's memory in use",
                        () -> shards.stream().mapToLong(ShardRecorder::octets).sum()),
                new Gauge("sbc_recorder_traces", "Calls and registration attempts in the flight recorder's memory",
                        () -> shards.stream().mapToLong(ShardRecorder::tracing).sum()),
                new Gauge("sbc_recorder_waiting_bytes", "Octets of ended calls that wait to be stored",
                        writer::waitingOctets),
                new Gauge("sbc_recorder_archive_calls", "Ended calls that are stored", archive::size),
                new Gauge("sbc_recorder_archive_bytes", "Octets that stored calls take on the disk", archive::octets));
    }

    @Override
    public void close() {
        writer.close();
        archive.close();
    }
}
