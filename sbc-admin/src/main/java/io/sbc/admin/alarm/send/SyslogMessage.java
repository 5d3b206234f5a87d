package io.sbc.admin.alarm.send;

import io.sbc.admin.alarm.AlarmKind;
import io.sbc.admin.alarm.AlarmNews;
import io.sbc.admin.alarm.AlarmNews.Change;
import io.sbc.core.alarm.AlarmRecord;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;

/**
 * A message of RFC 5424 §6:
 *
 * <pre>
 *  &lt;PRI&gt;1 TIMESTAMP HOSTNAME sbc PROCID RAISED|CLEARED|TEST [alarm@32473 id="…" kind="…" …] BOM text
 * </pre>
 *
 * PRI tells the severity: critical 2, major 3, minor 4; cleared is a notice (5), a test informational (6). Pure.
 */
final class SyslogMessage {

    /** For use without a number of one's own (RFC 5612). */
    private static final String STRUCTURE = "alarm@32473";
    private static final int NAME_MAX = 255;
    private static final char BOM = '\uFEFF';

    private SyslogMessage() {}

    static byte[] write(AlarmNews news, int facility, String host, long processId, Instant now) {
        AlarmRecord alarm = news.alarm();
        String text = news.change() == Change.TEST
                ? alarm.text()
                : AlarmKind.named(alarm.kind()).map(AlarmKind::title).orElse(alarm.kind())
                        + (news.change() == Change.CLEARED ? " (cleared)" : "") + ": " + alarm.text();
        String line = "<%d>1 %s %s sbc %d %s [%s id=\"%d\" kind=\"%s\" severity=\"%s\" subject=\"%s\"] %c%s".formatted(
                facility * 8 + severity(news), now, name(host), processId, news.change().name(), STRUCTURE, alarm.id(),
                value(alarm.kind()), alarm.severity().wireName(), value(alarm.subject()), BOM, text);
        return line.getBytes(StandardCharsets.UTF_8);
    }

    private static int severity(AlarmNews news) {
        return switch (news.change()) {
            case CLEARED -> 5;
            case TEST -> 6;
            case RAISED -> switch (news.alarm().severity()) {
                case CRITICAL -> 2;
                case MAJOR -> 3;
                case MINOR -> 4;
            };
        };
    }

    /** §6.2.4: printable US-ASCII. */
    private static String name(String host) {
        String clean = host.replaceAll("[^!-~]", "");
        String name = clean.length() <= NAME_MAX ? clean : clean.substring(0, NAME_MAX);
        return name.isEmpty() ? "-" : name.toLowerCase(Locale.ROOT);
    }

    /** §6.3.3: what has to be escaped in a value. */
    private static String value(String text) {
        return text.replace("\\", "\\\\").replace("\"", "\\\"").replace("]", "\\]");
    }
}
