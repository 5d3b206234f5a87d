package io.sbc.e2e;

import io.sbc.kit.media.RtpEndpoint;
import io.sbc.kit.sdp.Direction;
import java.util.List;
import java.util.stream.Stream;

/** Whoever speaks in a call, by SRTP or RTP, of one stream or of two, as the dialog sees it. */
interface Mouth extends AutoCloseable {

    /** What it offers. */
    String offer(Direction direction);

    /** What it answers to this. */
    String answer(Direction direction, String offer);

    /** Speaks to whom it has answered. */
    void speakToOfferer(String offer);

    /** Speaks to who has answered. */
    void speakToAnswerer(String answer);

    /** Its media, one for each m-line. */
    List<RtpEndpoint> endpoints();

    @Override
    void close();

    /** By SRTP. */
    static Mouth of(SecureVoice voice, String... attributes) {
        return new Mouth() {

            @Override
            public String offer(Direction direction) {
                return voice.describe(direction, 1, attributes);
            }

            @Override
            public String answer(Direction direction, String offer) {
                return voice.describe(direction, voice.tagIn(offer), attributes);
            }

            @Override
            public void speakToOfferer(String offer) {
                voice.speakTo(offer);
            }

            @Override
            public void speakToAnswerer(String answer) {
                voice.speakTo(answer, 1);
            }

            @Override
            public List<RtpEndpoint> endpoints() {
                return List.of(voice.endpoint());
            }

            @Override
            public void close() {
                voice.close();
            }
        };
    }

    /** By RTP. */
    static Mouth of(Voice voice) {
        return new Mouth() {

            @Override
            public String offer(Direction direction) {
                return voice.describe(direction);
            }

            @Override
            public String answer(Direction direction, String offer) {
                return voice.describe(direction);
            }

            @Override
            public void speakToOfferer(String offer) {
                voice.speakTo(offer);
            }

            @Override
            public void speakToAnswerer(String answer) {
                voice.speakTo(answer);
            }

            @Override
            public List<RtpEndpoint> endpoints() {
                return List.of(voice.endpoint());
            }

            @Override
            public void close() {
                voice.close();
            }
        };
    }

    /** The same with a picture, as its second stream; both by SRTP. */
    static Mouth withPicture(SecureVoice voice, SecureVoice picture) {
        Mouth audio = of(voice);
        Mouth video = of(picture);
        return new Mouth() {

            @Override
            public String offer(Direction direction) {
                return audio.offer(direction) + asVideo(video.offer(direction));
            }

            @Override
            public String answer(Direction direction, String offer) {
                return audio.answer(direction, SecureVoice.stream(offer, 0))
                        + asVideo(video.answer(direction, SecureVoice.stream(offer, 1)));
            }

            private static String asVideo(String sdp) {
                return sdp.substring(sdp.indexOf("m=audio")).replace("m=audio", "m=video");
            }

            @Override
            public void speakToOfferer(String offer) {
                audio.speakToOfferer(SecureVoice.stream(offer, 0));
                video.speakToOfferer(SecureVoice.stream(offer, 1));
            }

            @Override
            public void speakToAnswerer(String answer) {
                audio.speakToAnswerer(SecureVoice.stream(answer, 0));
                video.speakToAnswerer(SecureVoice.stream(answer, 1));
            }

            @Override
            public List<RtpEndpoint> endpoints() {
                return Stream.of(audio, video).flatMap(each -> each.endpoints().stream()).toList();
            }

            @Override
            public void close() {
                audio.close();
                video.close();
            }
        };
    }
}
