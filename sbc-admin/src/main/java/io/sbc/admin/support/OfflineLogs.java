package io.sbc.admin.support;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Logs of a process that is gone: files, the journal of systemd, reports of a crashed JVM. */
public final class OfflineLogs {

    private static final int CRASHES_MAX = 3;
    private static final int JOURNAL_LINES = 20_000;

    private OfflineLogs() {}

    /** The end of each file. */
    public static List<Part> files(List<Path> files) {
        List<Part> parts = new ArrayList<>();
        for (Path file : files) {
            parts.add(new Part("logs/file-" + (parts.size() + 1) + ".log", "the end of " + file, out -> tail(file, out)));
        }
        return parts;
    }

    /** What systemd collected of a unit. */
    public static Part journal(String unit) {
        return new Part("logs/journal.log", "the end of the journal of " + unit, out -> {
            Process journal = new ProcessBuilder("journalctl", "--no-pager", "--quiet", "--output=cat",
                    "--lines=" + JOURNAL_LINES, "--unit=" + unit).redirectErrorStream(true).start();
            try (BufferedReader in = journal.inputReader(StandardCharsets.UTF_8)) {
                in.lines().forEach(out::boundedLine);
            } finally {
                journal.destroy();
            }
        });
    }

    /** {@code hs_err_pid*.log} in a folder, the newest first. */
    public static List<Part> crashes(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "hs_err_pid*.log")) {
            files.forEach(found::add);
        }
        found.sort(Comparator.comparing(OfflineLogs::time).reversed());
        List<Part> parts = new ArrayList<>();
        for (Path file : found.subList(0, Math.min(CRASHES_MAX, found.size()))) {
            parts.add(new Part("logs/crash-" + (parts.size() + 1) + ".log", "the report of the JVM " + file,
                    out -> Files.readString(file, StandardCharsets.ISO_8859_1).lines().forEach(out::boundedLine)));
        }
        return parts;
    }

    private static FileTime time(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException gone) {
            return FileTime.fromMillis(0);
        }
    }

    private static void tail(Path file, PartText out) throws IOException {
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, in.length() - out.room() + 1);
            in.seek(from);
            byte[] octets = new byte[(int) (in.length() - from)];
            in.readFully(octets);
            String text = new String(octets, StandardCharsets.UTF_8);
            int firstWhole = from == 0 ? 0 : text.indexOf('\n') + 1;
            text.substring(firstWhole).lines().forEach(out::line);
            if (from > 0) {
                out.leftOut("the first " + from + " octets of the file are missing");
            }
        }
    }
}
