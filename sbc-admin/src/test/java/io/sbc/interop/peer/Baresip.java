package io.sbc.interop.peer;

import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

import io.sbc.interop.audio.Hearing;
import io.sbc.interop.audio.Tone;
import io.sbc.interop.audio.WavFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;

/**
 * A baresip softphone (Debian's 1.0.0): speaks one {@link Tone}, lets an {@link Ear} hear what it plays, takes commands over its control
 * connection. It offers only AES_CM_128_HMAC_SHA1_80, does not check certificates, and its media comes from 127.0.0.1 whatever
 * its session description says.
 */
public final class Baresip {

    /** Long enough for three round trips and a digest computation on a busy machine. */
    private static final Duration SIGNALLING_LIMIT = Duration.ofSeconds(40);

    private static final Duration AUDIO_LIMIT = Duration.ofSeconds(40);
    private static final int TONE_SECONDS = 120;
    private static final int RTP_PORTS = 40;

    private static final String PLAYER = "aubridge,ear";

    /** The second line, over which the {@link Ear} listens. */
    private static final String EAR_LINE = "sip:ear@127.0.0.1";

    private final String name;
    private final Account account;
    private final Tone voice;
    private final ManagedProcess process;
    private final BaresipControl control;
    private final Ear ear;

    private Baresip(String name, Account account, Tone voice, ManagedProcess process, BaresipControl control, Ear ear) {
        this.name = name;
        this.account = account;
        this.voice = voice;
        this.process = process;
        this.control = control;
        this.ear = ear;
    }

    /** Starts the phone, which begins to register at once. */
    public static Baresip start(PeerStage stage, String name, Account account, MediaEncryption encryption, Tone voice) {
        Path directory = stage.directory(name);
        int controlPort = stage.ports().one();
        int rtpPort = stage.ports().block(RTP_PORTS);
        WavFile.write(directory.resolve("voice.wav"), voice.samples(TONE_SECONDS * Tone.RATE_HZ));
        PeerStage.write(directory.resolve("contacts"), "");
        PeerStage.write(directory.resolve("accounts"),
                """
                        <%s;transport=%s>;auth_user=%s;auth_pass=%s;outbound="%s";audio_codecs=pcmu;regint=60%s
                        <%s>;regint=0;audio_codecs=pcmu;audio_source=aubridge,ear;audio_player=aubridge,nobody
                        """.formatted(account.addressOfRecord(), account.server().transport(), account.user(),
                        account.password(),
                        account.server().uri(), encryption.accountParameter(), EAR_LINE));
        PeerStage.write(directory.resolve("config"), """
                sip_listen 127.0.0.1:0
                call_local_timeout 120
                call_max_calls 4
                audio_path /nonexistent
                audio_source aufile,voice.wav
                audio_player %s
                audio_alert aubridge,bell
                audio_channels 1
                ausrc_srate 8000
                auplay_srate 8000
                rtp_ports %d-%d
                statmode_default off
                module_path /usr/lib/baresip/modules
                module stdio.so
                module g711.so
                module aufile.so
                module aubridge.so
                module srtp.so
                module_tmp account.so
                module_app menu.so
                module_app ctrl_tcp.so
                ctrl_tcp_listen 127.0.0.1:%d
                """.formatted(PLAYER, rtpPort, rtpPort + RTP_PORTS - 1, controlPort));
        Ear ear = stage.closing(Ear.open(name, stage.ports()));
        ManagedProcess process = stage.startPeer(name, directory,
                List.of(DebianProgram.BARESIP.path(), "-f", ".", "-v"));
        process.awaitLine("ctrl_tcp: TCP socket listening", SIGNALLING_LIMIT);
        BaresipControl control = stage.closing(BaresipControl.connect(name, account.addressOfRecord(), controlPort));
        var phone = new Baresip(name, account, voice, process, control, ear);
        phone.listen();
        return phone;
    }

    /** Calls the ear from the second line and returns to the first. */
    private void listen() {
        long mark = process.output().mark();
        control.command("uafind", EAR_LINE);
        control.command("dial", ear.uri());
        process.awaitLine("Call established: " + ear.uri(), mark, SIGNALLING_LIMIT);
        control.command("uafind", account.addressOfRecord());
    }

    /** baresip's audio bridge comes apart whenever a call's audio starts anew, as it does for hold and retrieve: join it again. */
    private void listenAnewWhenDeaf(AtomicInteger heardBefore) {
        int heard = heardSamples();
        if (heardBefore.getAndSet(heard) == heard) {
            control.command("uafind", EAR_LINE);
            control.command("hangup", "");
            control.command("uafind", account.addressOfRecord());
            control.command("auplay", PLAYER);
            listen();
        }
    }

    /** Waits until its registration succeeded; fails the test when it does not. */
    public Baresip awaitRegistered() {
        process.awaitLine(line -> line.contains("200 OK") && line.contains("binding"), "a successful registration", 0,
                SIGNALLING_LIMIT);
        return this;
    }

    /** Waits until its registration was refused and returns the line that says so, with the status in it. */
    public String awaitRegistrationRefused() {
        return process.awaitLine(line -> line.matches("reg: sip:.*: [456]\\d\\d .*"), "a refused registration",
                0, SIGNALLING_LIMIT);
    }

    /** Calls a user of its own domain. */
    public void dial(String user) {
        control.command("dial", "sip:" + user + "@" + account.domain());
    }

    /** Waits for a call to ring here, and takes it. */
    public void accept() {
        awaitIncoming();
        control.command("accept", "");
    }

    public void awaitIncoming() {
        control.awaitEvent("CALL_INCOMING", SIGNALLING_LIMIT);
    }

    /** Waits until its call is up. */
    public void awaitEstablished() {
        control.awaitEvent("CALL_ESTABLISHED", SIGNALLING_LIMIT);
    }

    /** Waits until it hears the other end ring. */
    public void awaitRinging() {
        control.awaitEvent("CALL_RINGING", SIGNALLING_LIMIT);
    }

    /** Waits until its call has ended and returns the reason that it names. */
    public String awaitClosed() {
        return control.awaitEvent("CALL_CLOSED", SIGNALLING_LIMIT).path("param").asText();
    }

    /** The SRTP suite of its call, as the phone itself understood it. */
    public String awaitSrtpSuite() {
        String parameters = control.awaitEvent("CALL_MENC", SIGNALLING_LIMIT).path("param").asText();
        return parameters.substring(parameters.lastIndexOf(',') + 1);
    }

    public void hold() {
        control.command("hold", "");
    }

    public void resume() {
        control.command("resume", "");
    }

    public void hangUp() {
        control.command("hangup", "");
    }

    /** Ends the phone as its user would: it unregisters first. */
    public void quit() {
        control.command("quit", "");
        process.awaitExit(SIGNALLING_LIMIT);
    }

    public ManagedProcess process() {
        return process;
    }

    public Tone voice() {
        return voice;
    }

    /** How many samples it has heard so far, silence included: take it before something happens, to listen behind it. */
    public int heardSamples() {
        return ear.heard().length;
    }

    /** Waits until it has heard the other's voice, and never its own, for this long since {@code mark}. */
    public void awaitHears(Tone other, double seconds, int mark) {
        var heardBefore = new AtomicInteger(-1);
        Awaitility.await(name + " hears " + other + " for " + seconds + " s")
                .atMost(AUDIO_LIMIT)
                .pollInterval(500, MILLISECONDS)
                .until(() -> {
                    listenAnewWhenDeaf(heardBefore);
                    return Hearing.of(ear.heard(), mark, other, voice);
                }, hearing -> hearing.isClearFor(seconds));
    }

    /** Waits until nothing but silence has reached its ear for half a second at least. */
    public void awaitSilence() {
        var heardBefore = new AtomicInteger(-1);
        var mark = new AtomicInteger(heardSamples());
        Awaitility.await(name + " hears nothing")
                .atMost(AUDIO_LIMIT)
                .pollInterval(1, SECONDS)
                .until(() -> {
                    listenAnewWhenDeaf(heardBefore);
                    short[] heard = ear.heard();
                    int from = mark.getAndSet(heard.length);
                    return heard.length - from >= Tone.RATE_HZ / 2 && Hearing.isSilent(heard, from);
                });
    }
}
