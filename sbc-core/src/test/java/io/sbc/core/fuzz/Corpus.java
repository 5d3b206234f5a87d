package io.sbc.core.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What is known to be worth reading: the messages of RFC 4475, the flows of RFC 3665, 4028, 5118 and 5589, the
 * descriptions of the negotiation tests, and the headers found in all of them.
 */
final class Corpus {

    private static final String SEPARATOR = "\r\n====\r\n";

    private Corpus() {}

    /** Whole messages. */
    static List<byte[]> messages() {
        List<byte[]> messages = new ArrayList<>(files("/sip/rfc4475"));
        for (byte[] file : files("/sip/corpus")) {
            for (String message : text(file).split(SEPARATOR)) {
                messages.add(message.getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return messages;
    }

    /** Session descriptions. */
    static List<byte[]> descriptions() {
        List<byte[]> descriptions = new ArrayList<>();
        for (byte[] file : files("/sdp/negotiate")) {
            for (String part : text(file).split(">>>[^\n]*\n|<<<[^\n]*\n")) {
                if (part.startsWith("v=")) {
                    descriptions.add(part.strip().replace("\n", "\r\n").concat("\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1));
                }
            }
        }
        for (byte[] message : messages()) {
            int body = text(message).indexOf("\r\n\r\nv=0");
            if (body >= 0) {
                descriptions.add(Arrays.copyOfRange(message, body + 4, message.length));
            }
        }
        return descriptions;
    }

    /** Values of header fields whose name is one of these, and of SDP lines that begin so. */
    static List<String> values(String... names) {
        Set<String> values = new LinkedHashSet<>();
        List<byte[]> all = new ArrayList<>(messages());
        all.addAll(descriptions());
        for (byte[] message : all) {
            for (String line : text(message).replaceAll("\r\n[ \t]+", " ").split("\r\n")) {
                for (String name : names) {
                    if (line.regionMatches(true, 0, name, 0, name.length())) {
                        values.add(line.substring(name.length()).strip());
                    }
                }
            }
        }
        return List.copyOf(values);
    }

    /** The same as octets. */
    static List<byte[]> octets(String... names) {
        return values(names).stream().map(value -> value.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    /** Multipart bodies with their type in the first line. */
    static List<byte[]> multiparts() {
        List<byte[]> bodies = new ArrayList<>();
        for (byte[] message : messages()) {
            String text = text(message);
            int type = text.indexOf("multipart/");
            int body = text.indexOf("\r\n\r\n");
            if (type >= 0 && type < body) {
                String header = text.substring(type, text.indexOf("\r\n", type));
                bodies.add((header + "\n" + text.substring(body + 4)).getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        bodies.add(
                "multipart/mixed;boundary=a\n--a\r\nContent-Type: application/sdp\r\n\r\nv=0\r\n--a\r\n\r\nb\r\n--a--\r\n"
                        .getBytes(StandardCharsets.ISO_8859_1));
        return bodies;
    }

    /** XML bodies of events. */
    static List<byte[]> eventBodies() {
        return files("/translate").stream().flatMap(file -> Arrays.stream(text(file).split("\n====\n")))
                .map(body -> body.getBytes(StandardCharsets.ISO_8859_1)).toList();
    }

    /** Bodies of NOTIFY that are lines. */
    static List<byte[]> fragments() {
        return Stream.of("SIP/2.0 100 Trying\r\n", "SIP/2.0 200 OK", "SIP/2.0 603 Declined by 10.9.8.7\r\nVia: x\r\n",
                "sip/2.0 487 \u00dc\r\n", "INVITE sip:1@10.9.8.7 SIP/2.0\r\n",
                "Messages-Waiting: yes\r\nMessage-Account: sip:6%231@10.9.8.7\r\nVoice-Message: 2/8 (0/2)\r\n"
                        + "\r\nTo: 10.9.8.7\r\n")
                .map(body -> body.getBytes(StandardCharsets.UTF_8)).toList();
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static List<byte[]> files(String folder) {
        try (Stream<Path> found = Files.list(
                Path.of(Objects.requireNonNull(Corpus.class.getResource(folder), folder).toURI()))) {
            List<byte[]> files = new ArrayList<>();
            for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
                files.add(Files.readAllBytes(file));
            }
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
