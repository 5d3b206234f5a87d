package io.sbc.core.config;

/**
 * One thing that is wrong in a configuration file.
 *
 * @param path the key, dotted: {@code set.tls.port}, {@code icp.pbxs[1].id}; empty for the document as a whole
 * @param line where it stands in the file, from 1; 0 when it does not stand there (a default, or nothing at all)
 * @param message the value and what would be right
 */
public record ConfigProblem(String path, int line, String message) {

    @Override
    public String toString() {
        String place = line > 0 ? "line " + line + ": " : "";
        return place + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
