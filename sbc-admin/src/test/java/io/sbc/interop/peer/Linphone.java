package io.sbc.interop.peer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.sbc.interop.audio.Hearing;
import io.sbc.interop.audio.Tone;
import io.sbc.interop.audio.WavFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/**
 * linphonec (Debian's 5.1): checks the server's certificate against one CA and against the dNSName entries of
 * subjectAltName, offers both SDES suites, insists on SRTP. Commands go to its standard input; sound comes from and goes to
 * files.
 */
public final class Linphone {

    private static final Duration START_LIMIT = Duration.ofSeconds(30);
    private static final Duration SIGNALLING_LIMIT = Duration.ofSeconds(40);
    private static final Duration AUDIO_LIMIT = Duration.ofSeconds(40);

    private final ManagedProcess process;
    private final Account account;
    private final Tone voice;
    private final Path recording;
    private long claimed;

    private Linphone(ManagedProcess process, Account account, Tone voice, Path recording) {
        this.process = process;
        this.account = account;
        this.voice = voice;
        this.recording = recording;
    }

    /**
     * Starts the phone, which begins to register at once.
     *
     * @param authority the only CA (PEM) that it trusts
     */
    public static Linphone start(PeerStage stage, String name, Account account, Path authority, Tone voice) {
        Path directory = stage.directory(name);
        stage.directory(name + "/.local/share/linphone");
        stage.directory(name + "/.config/linphone");
        Path recording = directory.resolve("heard.wav");
        Path speech = directory.resolve("voice.wav");
        WavFile.write(speech, voice.samples(60 * Tone.RATE_HZ));
        int rtpPort = stage.ports().block(20);
        Path configuration = directory.resolve("linphonerc");
        PeerStage.write(configuration,
                """
                        [sip]
                        sip_port=0
                        sip_tcp_port=0
                        sip_tls_port=-1
                        use_ipv6=0
                        default_proxy=0
                        root_ca=%1$s
                        verify_server_certs=1
                        verify_server_cn=1
                        media_encryption=srtp
                        media_encryption_mandatory=1
                        guess_hostname=0
                        contact=%2$s
                        register_only_when_network_is_up=0
                        [rtp]
                        audio_rtp_port=%3$d-%4$d
                        [sound]
                        echocancellation=0
                        [proxy_0]
                        reg_proxy=<%5$s>
                        reg_route=<%5$s>
                        reg_identity=%2$s
                        reg_expires=60
                        reg_sendregister=1
                        publish=0
                        [auth_info_0]
                        username=%6$s
                        passwd=%7$s
                        domain=%8$s
                        """.formatted(authority, account.addressOfRecord(), rtpPort, rtpPort + 19,
                        account.server().uri(), account.user(), account
                                .password(),
                        account.domain()));
        ManagedProcess process = stage.startPeer(name, directory,
                List.of(DebianProgram.LINPHONE.path(), "-c", configuration.toString(), "-d",
                        "4", "-l", directory.resolve("linphone-debug.log").toString()),
                Map.of("HOME", directory.toString()));
        var phone = new Linphone(process, account, voice, recording);
        process.send("soundcard use files");
        process.awaitLine("Using wav files instead of soundcard", START_LIMIT);
        process.send("play " + speech);
        process.send("record " + recording);
        return phone;
    }

    /** Waits until its registration succeeded. linphonec says so only when asked. */
    public Linphone awaitRegistered() {
        Awaitility.await("linphone registers").atMost(SIGNALLING_LIMIT).pollInterval(500, MILLISECONDS).until(() -> {
            long mark = process.output().mark();
            process.send("status register");
            return process.awaitLine(line -> line.contains("registered"), "its registration state", mark,
                    SIGNALLING_LIMIT);
        }, answer -> answer.contains("registered, identity="));
        return this;
    }

    /** Whether it says that it is registered. */
    public boolean isRegistered() {
        long mark = process.output().mark();
        process.send("status register");
        return process.awaitLine(line -> line.contains("registered"), "its registration state", mark, SIGNALLING_LIMIT)
                .contains(
                        "registered, identity=");
    }

    /** Calls a user of its own domain. */
    public void dial(String user) {
        claimed = process.output().mark();
        process.send("call sip:" + user + "@" + account.domain());
    }

    /** Waits for a call to ring here, and takes it. */
    public void accept() {
        process.awaitLine("Receiving new incoming call", claimed, SIGNALLING_LIMIT);
        process.send("answer");
    }

    /** Waits until its call is up and its media streams run. */
    public void awaitEstablished() {
        process.awaitLine("Media streams established", claimed, SIGNALLING_LIMIT);
    }

    public void hangUp() {
        process.send("terminate");
    }

    /** Waits until its call has ended. */
    public void awaitClosed() {
        process.awaitLine(line -> line.matches(".*Call \\d+ with .* ended.*"), "the end of its call", claimed,
                SIGNALLING_LIMIT);
        claimed = process.output().mark();
    }

    /** Waits until it has heard the other's voice, and never its own, for this long. */
    public void awaitHears(Tone other, double seconds) {
        Awaitility.await("linphone hears " + other + " for " + seconds + " s").atMost(AUDIO_LIMIT)
                .pollInterval(250, MILLISECONDS).until(
                        () -> Hearing.of(Files.exists(recording) ? WavFile.read(recording) : new short[0], other,
                                voice),
                        hearing -> hearing
                                .isClearFor(seconds));
    }

    /** Ends the phone as its user would: it unregisters first. */
    public void quit() {
        process.send("unregister");
        process.send("quit");
        process.awaitExit(SIGNALLING_LIMIT);
    }

    public Tone voice() {
        return voice;
    }

    /** linphone's own debug log. */
    public Path debugLog() {
        return recording.resolveSibling("linphone-debug.log");
    }
}
