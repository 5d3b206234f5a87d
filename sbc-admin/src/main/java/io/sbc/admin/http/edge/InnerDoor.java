package io.sbc.admin.http.edge;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpTester;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ForwardedRequestCustomizer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.LocalConnector;
import org.eclipse.jetty.server.Server;
import org.jspecify.annotations.Nullable;

/**
 * A third way into the admin server, from inside of this process and without a socket: a request takes the same way as one of the network,
 * through envelope, authenticators, permissions and handlers. The console comes this way. It says whose request it passes on (address) and
 * that this came over TLS; nobody else can say so, because nobody else has this door. Any thread; waits for the answer.
 */
public final class InnerDoor {

    private static final long ANSWER_MAX_SECONDS = 60;

    private @Nullable LocalConnector connector;

    /**
     * What is asked.
     *
     * @param target path and query
     * @param address of the one for whom it is asked
     * @param headers besides those that the door itself sends
     */
    public record Question(String method, String target, String address, Map<String, String> headers, byte[] body) {

        public Question {
            headers = Map.copyOf(headers);
        }
    }

    /** What was answered. */
    public record Answer(int status, Map<String, List<String>> headers, byte[] body) {

        /** The first header of that name, whatever its case. */
        public Optional<String> header(String name) {
            return all(name).stream().findFirst();
        }

        /** All headers of that name. */
        public List<String> all(String name) {
            return headers.entrySet().stream().filter(header -> header.getKey().equalsIgnoreCase(name))
                    .flatMap(header -> header.getValue().stream()).toList();
        }
    }

    /** Makes it, with the server. */
    public Connector open(Server server, HttpConfiguration base) {
        HttpConfiguration http = new HttpConfiguration(base);
        http.setSendServerVersion(false);
        http.addCustomizer(new ForwardedRequestCustomizer());
        LocalConnector made = new LocalConnector(server, new HttpConnectionFactory(http));
        made.setIdleTimeout(TimeUnit.SECONDS.toMillis(ANSWER_MAX_SECONDS));
        connector = made;
        return made;
    }

    /**
     * Asks.
     *
     * @throws IOException when the server stops, or does not answer in a minute
     */
    public Answer ask(Question question) throws IOException {
        LocalConnector open = connector;
        if (open == null || !open.isRunning()) {
            throw new IOException("the admin server does not run");
        }
        try {
            ByteBuffer answer = open.getResponse(written(question), "HEAD".equals(question.method()),
                    ANSWER_MAX_SECONDS, TimeUnit.SECONDS);
            if (answer == null) {
                throw new IOException("no answer to " + question.method() + " " + question.target());
            }
            return read(HttpTester.parseResponse(answer));
        } catch (IOException e) {
            throw e;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private static ByteBuffer written(Question question) {
        HttpTester.Request request = HttpTester.newRequest();
        request.setMethod(question.method());
        request.setURI(question.target());
        request.setVersion(HttpVersion.HTTP_1_1);
        question.headers().forEach(request::put);
        request.put(HttpHeader.HOST, "console");
        request.put(HttpHeader.CONNECTION, "close");
        request.put(HttpHeader.X_FORWARDED_FOR, question.address());
        request.put(HttpHeader.X_FORWARDED_PROTO, "https");
        request.setContent(question.body());
        return request.generate();
    }

    private static Answer read(HttpTester.Response response) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : response.getFieldNamesCollection()) {
            headers.put(name, response.getValuesList(name));
        }
        byte[] body = response.getContentBytes();
        return new Answer(response.getStatus(), headers, body == null ? new byte[0] : body);
    }
}
