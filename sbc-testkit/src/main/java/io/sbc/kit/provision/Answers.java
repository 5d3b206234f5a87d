package io.sbc.kit.provision;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sends a request and insists on the status of its answer. */
final class Answers {

    private Answers() {}

    static String expect(int status, HttpClient http, HttpRequest request) throws IOException {
        HttpResponse<String> answer;
        try {
            answer = http.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        if (answer.statusCode() != status) {
            throw new IOException(request.method() + " " + request.uri().getPath() + " was answered by "
                    + answer.statusCode() + " instead of " + status + ": " + answer.body());
        }
        return answer.body();
    }

    /** A text of a JSON document, whose characters need no escape. */
    static String text(String json, String field) throws IOException {
        Matcher found = Pattern.compile("\"" + Pattern.quote(field) + "\"\\s*:\\s*\"([^\"\\\\]*)\"").matcher(json);
        if (!found.find()) {
            throw new IOException("no " + field + " in the answer");
        }
        return found.group(1);
    }
}
