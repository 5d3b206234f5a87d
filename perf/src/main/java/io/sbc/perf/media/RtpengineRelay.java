package io.sbc.perf.media;

import io.sbc.media.api.SrtpKey;
import io.sbc.media.api.SrtpSuite;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Debian's rtpengine in user space, set up as the signalling benchmark does: no kernel module, its own defaults. */
final class RtpengineRelay implements Relay {

    private static final Pattern MEDIA = Pattern.compile("m=audio (\\d+) ");
    private static final Pattern CRYPTO = Pattern.compile("a=crypto:(\\d+) (\\S+) inline:([^|\\s]+)");

    private final Process process;
    private final NgClient control;

    private RtpengineRelay(Process process, NgClient control) {
        this.process = process;
        this.control = control;
    }

    static RtpengineRelay start(Path directory) throws IOException {
        int port;
        int consolePort;
        try (var free = new DatagramSocket(0, InetAddress.getLoopbackAddress());
                var freeConsole = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
            consolePort = freeConsole.getLocalPort();
        }
        Process process = new ProcessBuilder("rtpengine", "--table=-1", "--interface=127.0.0.1",
                "--listen-ng=127.0.0.1:" + port, "--listen-cli=127.0.0.1:" + consolePort, "--port-min=7000",
                "--port-max=19999", "--foreground",
                "--log-stderr", "--log-level=3", "--pidfile=" + directory.resolve("rtpengine.pid"))
                .redirectErrorStream(true).redirectOutput(directory.resolve("rtpengine.log").toFile()).start();
        var control = new NgClient(port);
        control.ask(Map.of("command", "ping"));
        return new RtpengineRelay(process, control);
    }

    @Override
    public String name() {
        return "rtpengine";
    }

    @Override
    public Ports open(Call call) throws IOException {
        Map<String, Object> offer = question("offer", call);
        offer.put("sdp", sdp(call.phonePort(), call.phoneKey(), 1));
        offer.put("transport-protocol", call.kind().pbx.isPresent() ? "RTP/SAVP" : "RTP/AVP");
        offer.put("ICE", "remove");
        offer.put("DTLS", "off");
        String offered = sdp(control.ask(offer));
        Optional<Line> toPbx = call.kind().pbx.map(suite -> line(offered, suite));

        Map<String, Object> answer = question("answer", call);
        answer.put("to-tag", "pbx" + call.number());
        answer.put("sdp", sdp(call.pbxPort(), call.pbxKey(), toPbx.map(Line::tag).orElse(1)));
        answer.put("ICE", "remove");
        answer.put("DTLS", "off");
        String answered = sdp(control.ask(answer));
        return new Ports(port(answered), port(offered), call.kind().phone.map(suite -> line(answered, suite).key),
                toPbx.map(Line::key));
    }

    private static Map<String, Object> question(String command, Call call) {
        Map<String, Object> question = new LinkedHashMap<>();
        question.put("command", command);
        question.put("call-id", "call" + call.number());
        question.put("from-tag", "phone" + call.number());
        return question;
    }

    private static String sdp(int port, Optional<SrtpKey> key, int tag) {
        String crypto = key.map(given -> "a=crypto:" + tag + " " + given.suite().sdesName() + " inline:"
                + Base64.getEncoder().encodeToString(given.keyAndSalt()) + "\r\n").orElse("");
        return "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + port
                + (key.isPresent() ? " RTP/SAVP 8\r\n" : " RTP/AVP 8\r\n") + "a=rtpmap:8 PCMA/8000\r\n" + crypto
                + "a=sendrecv\r\n";
    }

    private static String sdp(Map<String, Object> answer) throws IOException {
        if (!(answer.get("sdp") instanceof String sdp)) {
            throw new IOException("rtpengine refuses: " + answer);
        }
        return sdp;
    }

    private record Line(int tag, SrtpKey key) {}

    private static Line line(String sdp, SrtpSuite suite) {
        Matcher crypto = CRYPTO.matcher(sdp);
        while (crypto.find()) {
            if (crypto.group(2).equals(suite.sdesName())) {
                return new Line(Integer.parseInt(crypto.group(1)),
                        new SrtpKey(suite, Base64.getDecoder().decode(crypto.group(3))));
            }
        }
        throw new IllegalStateException("rtpengine does not offer " + suite + ": " + sdp);
    }

    private static int port(String sdp) {
        Matcher media = MEDIA.matcher(sdp);
        if (!media.find()) {
            throw new IllegalStateException("no m-line: " + sdp);
        }
        return Integer.parseInt(media.group(1));
    }

    @Override
    public void close(Call call) throws IOException {
        Map<String, Object> delete = question("delete", call);
        delete.put("delete-delay", "0");
        control.ask(delete);
    }

    @Override
    public ProcessUsage usage() {
        return ProcessUsage.of(process);
    }

    @Override
    public long memoryBytes() {
        return usage().residentBytes();
    }

    @Override
    public void collectGarbage() {}

    @Override
    public void close() throws IOException {
        control.close();
        process.destroy();
        OurRelay.end(process);
    }
}
