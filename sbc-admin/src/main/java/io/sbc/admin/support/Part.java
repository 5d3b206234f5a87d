package io.sbc.admin.support;

/**
 * One file of a bundle.
 *
 * @param name its path in the archive, as in {@code calls/ladders.txt}
 * @param about what it is, in a line, for the manifest
 * @param source collects it when a bundle is made
 */
public record Part(String name, String about, Source source) {

    public Part {
        if (!name.matches("[a-z0-9-]+(/[a-z0-9-]+)*\\.[a-z]+")) {
            throw new IllegalArgumentException("no name of a part: " + name);
        }
    }

    /** What collects a part. */
    @FunctionalInterface
    public interface Source {

        /** Writes until all is told or there is no more room. Runs on a virtual thread of its own, which is interrupted when it takes too long. */
        void writeTo(PartText out) throws Exception;
    }
}
