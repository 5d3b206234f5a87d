package io.sbc.admin.support;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.sbc.base.Clock;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Makes archives of {@link Part}s, one after the other, each on a thread that it is given up on when it takes too long. What a part throws
 * stands in the manifest; the others are made all the same. Any thread; needs memory for one part at a time and no disk.
 */
public final class SupportBundle {

    private static final String MANIFEST = "manifest.json";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);

    private final String product;
    private final List<Part> parts;
    private final Supplier<KnownSecrets> secrets;
    private final Limits limits;
    private final Clock clock;
    private final ObjectMapper mapper = new ObjectMapper();

    /**
     * How large a bundle gets, and how long it takes.
     *
     * @param partCharacters of each part, before it is packed
     * @param allCharacters of all parts together
     */
    public record Limits(Duration part, Duration all, int partCharacters, int allCharacters) {

        /** 24 Mi characters of logs and SIP make 2 to 4 MiB of ZIP. PBXs that do not answer take the doctor some seconds each. */
        public static final Limits USUAL = new Limits(Duration.ofSeconds(20), Duration.ofSeconds(60), 4 << 20, 24 << 20);
    }

    /**
     * @param product name and version
     * @param parts in the order of their worth: where there is an end of room or time, the last are missing
     * @param secrets gathered anew for each bundle
     */
    public SupportBundle(String product, List<Part> parts, Supplier<KnownSecrets> secrets, Limits limits, Clock clock) {
        this.product = product;
        this.parts = List.copyOf(parts);
        this.secrets = secrets;
        this.limits = limits;
        this.clock = clock;
    }

    /** {@code sbc-support-20260131T120000Z}: the name of a bundle that is made now, and of the folder in it. */
    public String name() {
        return "sbc-support-" + STAMP.format(Instant.ofEpochMilli(clock.epochMillis()));
    }

    /**
     * Writes a ZIP archive; the stream stays open.
     *
     * @param folder that everything lies in
     * @param by who had it made
     * @throws IOException when it cannot be written
     */
    public Manifest write(OutputStream out, String folder, String by) throws IOException {
        KnownSecrets known = secrets.get();
        Redactor redactor = new Redactor(known);
        long deadline = clock.nanoTime() + limits.all().toNanos();
        int room = limits.allCharacters();
        List<Manifest.Entry> entries = new ArrayList<>();
        ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        for (Part part : parts) {
            PartText text = new PartText(Math.min(limits.partCharacters(), room));
            String remark = collect(part, text, Math.min(limits.part().toNanos(), deadline - clock.nanoTime()));
            room -= text.text().length();
            entries.add(put(zip, folder, part, text, remark, redactor));
            zip.flush();
        }
        Manifest manifest = new Manifest(product, Instant.ofEpochMilli(clock.epochMillis()), by,
                entries.stream().allMatch(Manifest.Entry::isWhole), known.unknown(), entries);
        zip.putNextEntry(new ZipEntry(folder + "/" + MANIFEST));
        zip.write(mapper.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest.document()));
        zip.closeEntry();
        zip.finish();
        return manifest;
    }

    /** What went wrong; empty for nothing. */
    private static String collect(Part part, PartText text, long nanos) {
        if (nanos <= 0) {
            return "left out: the bundle had no more time";
        }
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            part.source().writeTo(text);
            return true;
        });
        Thread thread = Thread.ofVirtual().name("support " + part.name()).start(task);
        try {
            task.get(nanos, TimeUnit.NANOSECONDS);
            return "";
        } catch (TimeoutException late) {
            thread.interrupt();
            return "took too long: this is what was there by then";
        } catch (ExecutionException failed) {
            return "failed: " + failed.getCause();
        } catch (InterruptedException stopped) {
            thread.interrupt();
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    private static Manifest.Entry put(ZipOutputStream zip, String folder, Part part, PartText text, String remark,
            Redactor redactor) throws IOException {
        Redactor.Clean clean = redactor.clean(text.text());
        byte[] octets = clean.text().getBytes(StandardCharsets.UTF_8);
        zip.putNextEntry(new ZipEntry(folder + "/" + part.name()));
        zip.write(octets);
        zip.closeEntry();
        String missing = redactor.clean(remark.isEmpty() ? text.remark() : remark).text();
        return new Manifest.Entry(part.name(), part.about(), octets.length, sha256(octets), text.cutCharacters(),
                missing, Map.copyOf(clean.removed()));
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
