package io.sbc.admin.console;

import gg.jte.output.StringOutput;
import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.javalin.http.UploadedFile;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One request of a visitor, and the page that it gets. Used by the request's thread. */
public final class Visit {

    private final Context context;
    private final Console console;
    private final ConsoleApi api;
    private final Visitor visitor;
    private Trouble trouble = Trouble.NONE;

    /** A file that was sent with a form. */
    public record Upload(String name, byte[] content) {}

    Visit(Context context, Console console, ConsoleApi api, Visitor visitor) {
        this.context = context;
        this.console = console;
        this.api = api;
        this.visitor = visitor;
    }

    /** The API, asked as this visitor. */
    public ConsoleApi api() {
        return api;
    }

    /** Who it is. */
    public Visitor visitor() {
        return visitor;
    }

    /** A {@code {name}} of the path. */
    public String segment(String name) {
        return context.pathParam(name);
    }

    /** A parameter of the query, without blanks around it; empty when it is left out. */
    public String parameter(String name) {
        return stripped(context.queryParam(name));
    }

    /** A field of the form, without blanks around it; empty when it is left out. */
    public String field(String name) {
        return stripped(context.formParam(name));
    }

    /** A field of the form as it was typed: a password may begin with a blank. */
    public String secretField(String name) {
        return Optional.ofNullable(context.formParam(name)).orElse("");
    }

    /** A file that was sent with the form; empty when none was chosen. */
    public Optional<Upload> upload(String name) throws IOException {
        UploadedFile file = context.uploadedFile(name);
        if (file == null || file.size() == 0) {
            return Optional.empty();
        }
        try (InputStream in = file.content()) {
            return Optional.of(new Upload(file.filename(), in.readAllBytes()));
        }
    }

    private static String stripped(@Nullable String text) {
        return text == null ? "" : text.strip();
    }

    /** The path of this page, with its query. */
    public String address() {
        String query = context.queryString();
        return context.path() + (query == null || query.isEmpty() ? "" : "?" + query);
    }

    /** The page is a form that is shown again, because of this. */
    public Visit with(Trouble found) {
        this.trouble = found;
        context.status(HttpStatus.UNPROCESSABLE_CONTENT);
        return this;
    }

    /**
     * Answers with a page.
     *
     * @param template below {@code src/main/jte}, as in {@code calls/list.jte}
     * @param model the template's parameters by name, beside {@code screen}
     */
    public void show(String template, String title, Map<String, ?> model) {
        Optional<Flash> flash = Flash.read(context.cookie(Flash.COOKIE));
        if (flash.isPresent()) {
            context.res().addHeader(Header.SET_COOKIE, Flash.cleared());
        }
        boolean partial = context.header("HX-Request") != null && context.header("HX-Boosted") == null;
        Map<String, Object> parameters = new LinkedHashMap<>(model);
        parameters.put("screen", new Screen(title, context.path(), visitor,
                console.menu().stream().filter(item -> item.isFor(visitor)).toList(), flash, trouble, partial,
                console.assets()));
        StringOutput page = new StringOutput();
        console.templates().render(template, parameters, new HarmlessOutput(page));
        context.contentType("text/html; charset=utf-8").result(page.toString());
    }

    /** Answers with a file to be kept; its name is of letters, digits, dots and hyphens. */
    public void file(String type, String name, byte[] content) {
        context.contentType(type).header(Header.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .result(content);
    }

    /** Sends the browser to another page, which it gets by GET; {@code path} stands behind {@code /console}. */
    public void redirect(String path) {
        String target = Pages.PREFIX + path;
        if (context.header("HX-Request") != null) {
            context.header("HX-Redirect", target).status(HttpStatus.NO_CONTENT);
        } else {
            context.redirect(target, HttpStatus.SEE_OTHER);
        }
    }

    /** Likewise, and that page says that this was done. */
    public void redirect(String path, String done) {
        redirect(path, new Flash(true, done));
    }

    /** Likewise, and that page says this. */
    public void redirect(String path, Flash flash) {
        context.res().addHeader(Header.SET_COOKIE, flash.toCookie());
        redirect(path);
    }

    /** Passes on what the API wants the browser to keep. */
    public void keep(List<String> cookies) {
        cookies.forEach(cookie -> context.res().addHeader(Header.SET_COOKIE, cookie));
    }

    /** The status of the answer, where it is not 200. */
    public void status(int status) {
        context.status(status);
    }
}
