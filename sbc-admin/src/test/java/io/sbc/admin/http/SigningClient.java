package io.sbc.admin.http;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import oauth.signpost.AbstractOAuthConsumer;
import oauth.signpost.OAuthConsumer;
import oauth.signpost.exception.OAuthException;
import oauth.signpost.http.HttpRequest;
import oauth.signpost.signature.HmacSha256MessageSigner;

/** Has signpost sign requests of the JDK's client, which knows every method. */
public final class SigningClient {

    private final HttpClient client;

    public SigningClient(HttpClient client) {
        this.client = client;
    }

    /** Sends a JSON body, signed as the consumer signs. */
    public HttpResponse<String> send(OAuthConsumer consumer, String method, URI uri, String body)
            throws IOException, InterruptedException, OAuthException {
        Draft draft = new Draft(method, uri.toString());
        Signer signer = new Signer(consumer);
        signer.sign(draft);
        java.net.http.HttpRequest.Builder request = java.net.http.HttpRequest.newBuilder(uri)
                .header("Content-Type", Draft.JSON).method(method, BodyPublishers.ofString(body));
        draft.headers.forEach(request::header);
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /** The header fields of a signed request, as somebody on the way would see them. */
    public static Map<String, String> overheard(OAuthConsumer consumer, String method, URI uri) throws OAuthException {
        Draft draft = new Draft(method, uri.toString());
        new Signer(consumer).sign(draft);
        return Map.copyOf(draft.headers);
    }

    /** The same consumer, for another kind of request. */
    private static final class Signer extends AbstractOAuthConsumer {

        private static final long serialVersionUID = 1L;

        Signer(OAuthConsumer consumer) {
            super(consumer.getConsumerKey(), consumer.getConsumerSecret());
            setMessageSigner(new HmacSha256MessageSigner());
            setTokenWithSecret(consumer.getToken(), consumer.getTokenSecret());
        }

        /** Signpost's own comes of the nanoseconds: two threads that sign in the same one would use it twice. */
        @Override
        protected String generateNonce() {
            return UUID.randomUUID().toString();
        }

        @Override
        protected HttpRequest wrap(Object request) {
            return (HttpRequest) request;
        }
    }

    /** A request as far as signpost looks at it. */
    private static final class Draft implements HttpRequest {

        private static final String JSON = "application/json";

        private final Map<String, String> headers = new HashMap<>();
        private final String method;
        private final String url;

        Draft(String method, String url) {
            this.method = method;
            this.url = url;
        }

        @Override
        public String getMethod() {
            return method;
        }

        @Override
        public String getRequestUrl() {
            return url;
        }

        @Override
        public void setRequestUrl(String other) {
            throw new UnsupportedOperationException("the signature goes into the header");
        }

        @Override
        public void setHeader(String name, String value) {
            headers.put(name, value);
        }

        @Override
        public String getHeader(String name) {
            return headers.getOrDefault(name, "");
        }

        @Override
        public Map<String, String> getAllHeaders() {
            return headers;
        }

        @Override
        public InputStream getMessagePayload() {
            return InputStream.nullInputStream();
        }

        @Override
        public String getContentType() {
            return JSON;
        }

        @Override
        public Object unwrap() {
            return this;
        }
    }
}
