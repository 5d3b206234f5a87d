package io.sbc.kit.audio;

/** An endless sound that is the same every time it is asked: frame n has one content for ever. Any thread. */
public interface AudioSource {
    /** 20 ms at 8 kHz. */
    int FRAME_SAMPLES = 160;
    int SAMPLE_RATE_HZ = 8_000;

    /** A short name for reports. */
    String name();

    /** The samples of the frame with this number, counted from 0. */
    short[] frame(int number);
}
