package io.sbc.admin.support;

/**
 * The text of one part while it is collected: takes lines until a number of characters is reached. Written by the part's thread, read by
 * the bundle's, also before the other has ended.
 */
public final class PartText {

    private static final int LINE_MAX = 16 * 1024;

    private final int charactersMax;
    private final StringBuilder text = new StringBuilder();
    private long cut;
    private String remark = "";

    PartText(int charactersMax) {
        this.charactersMax = charactersMax;
    }

    /** Adds a line, or several; what is too long loses its end. Once there was no room for one, none is taken any more. */
    public synchronized void line(String line) {
        if (cut > 0 || text.length() + Math.min(line.length(), charactersMax) + 1 > charactersMax) {
            cut += line.length() + 1L;
            return;
        }
        text.append(line).append('\n');
    }

    /** As {@link #line}, for one whose length a stranger chose. */
    public void boundedLine(String line) {
        line(line.length() > LINE_MAX ? line.substring(0, LINE_MAX) + "… (cut)" : line);
    }

    /** How many characters may still come. */
    public synchronized int room() {
        return cut > 0 ? 0 : charactersMax - text.length();
    }

    /** Whether a line was refused. */
    public synchronized boolean isFull() {
        return cut > 0;
    }

    /** Says in the manifest what the source itself left out. */
    public synchronized void leftOut(String what) {
        remark = what;
    }

    synchronized String text() {
        return text.toString();
    }

    synchronized long cutCharacters() {
        return cut;
    }

    synchronized String remark() {
        return remark;
    }
}
