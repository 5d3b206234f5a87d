package io.sbc.admin.console;

/**
 * Where a list goes on.
 *
 * @param first address of its beginning; empty when this is it
 * @param next address of the next page; empty when there is none
 */
public record Pager(String first, String next) {

    /**
     * Of a list of the API that comes in pages.
     *
     * @param path of the page, behind {@code /console}
     * @param after the cursor that this page was asked with, or empty
     * @param document the API's answer
     * @param query names and values in turn of what else is asked
     */
    public static Pager of(String path, String after, Doc document, String... query) {
        String here = Pages.PREFIX + path + ConsoleApi.query(query);
        String glue = here.indexOf('?') < 0 ? "?" : "&";
        String next = document.text("next");
        return new Pager(after.isEmpty() ? "" : here,
                next.isEmpty() ? "" : here + glue + "after=" + ConsoleApi.segment(next));
    }

    /** Whether there is but one page. */
    public boolean isOnly() {
        return first.isEmpty() && next.isEmpty();
    }
}
