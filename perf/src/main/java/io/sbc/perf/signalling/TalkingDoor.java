package io.sbc.perf.signalling;

import io.sbc.perf.media.TalkingCalls;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sets up calls that talk, from phones that are registered to the {@link BenchPbx}, and ends them. Used by one thread. */
final class TalkingDoor implements TalkingCalls.Door, AutoCloseable {

    private static final String SUITE = "AES_CM_128_HMAC_SHA1_80";
    private static final Pattern PORT = Pattern.compile("m=audio ([0-9]+) ");
    private static final Pattern KEY = Pattern.compile(SUITE + " inline:([A-Za-z0-9+/=]+)");
    private static final int PATIENCE_SECONDS = 20;

    private final List<PhoneLine> lines;
    private final BenchPbx pbx;
    private final List<Calling> calls = new ArrayList<>();

    /** @param lines one for each call */
    TalkingDoor(List<PhoneLine> lines, BenchPbx pbx) {
        this.lines = List.copyOf(lines);
        this.pbx = pbx;
    }

    @Override
    public TalkingCalls.Answered call(int number, int phonePort, byte[] phoneKey, int pbxPort) throws IOException {
        String sdp = "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=audio " + phonePort
                + " RTP/SAVP 0\r\na=rtpmap:0 PCMU/8000\r\na=crypto:1 " + SUITE + " inline:"
                + Base64.getEncoder().encodeToString(phoneKey) + "\r\na=sendrecv\r\n";
        Meter meter = new Meter();
        CountDownLatch up = new CountDownLatch(1);
        Calling call = new Calling(() -> meter, true, BenchPbx.targetAt(pbxPort), sdp, _ -> up.countDown());
        calls.add(call);
        lines.get(number).take(call);
        try {
            if (!up.await(PATIENCE_SECONDS, TimeUnit.SECONDS) || meter.failedCount() > 0) {
                throw new IOException("call " + number + " is not up: " + meter.failures());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
        return new TalkingCalls.Answered(Integer.parseInt(found(PORT, call.answer())), pbx.offeredTo(pbxPort),
                Base64.getDecoder().decode(found(KEY, call.answer())));
    }

    private static String found(Pattern pattern, String text) throws IOException {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IOException("no " + pattern + " in " + text);
        }
        return found.group(1);
    }

    /** Hangs up. */
    @Override
    public void close() {
        for (int i = 0; i < calls.size(); i++) {
            calls.get(i).hangUp(lines.get(i));
        }
    }
}
