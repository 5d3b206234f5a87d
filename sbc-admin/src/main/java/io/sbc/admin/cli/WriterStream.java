package io.sbc.admin.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;

/** Octets of UTF-8 to a writer of text, line by line. One thread. */
final class WriterStream extends OutputStream {

    private final PrintWriter out;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    WriterStream(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void write(int octet) {
        line.write(octet);
        if (octet == '\n') {
            flush();
        }
    }

    /** A line is whole here, or the end is reached: no character is cut. */
    @Override
    public void flush() {
        out.print(line.toString(StandardCharsets.UTF_8));
        out.flush();
        line.reset();
    }

    @Override
    public void close() {
        flush();
    }
}
