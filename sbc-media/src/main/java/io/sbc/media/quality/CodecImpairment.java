package io.sbc.media.quality;

import java.util.Map;

/**
 * What a codec costs by itself (Ie) and how well it bears random loss (Bpl): ITU-T G.113 appendix I. G.711 is taken with
 * packet loss concealment (G.711 appendix I), as every softphone and PBX has it. G.113 rates G.722 and Opus on other
 * scales; here they cost nothing and bear loss as concealed G.711 does. It has no Bpl for GSM full rate and G.728, which
 * get GSM-EFR's. A codec that is not known is rated like G.729A.
 *
 * @param equipment Ie
 * @param robustness Bpl, in percent
 */
public record CodecImpairment(double equipment, double robustness) {

    private static final CodecImpairment CONCEALED_WAVEFORM = new CodecImpairment(0, 25.1);
    private static final CodecImpairment DEFAULT = new CodecImpairment(11, 19.0);
    private static final Map<String, CodecImpairment> KNOWN = Map.ofEntries(Map.entry("pcmu", CONCEALED_WAVEFORM),
            Map.entry("pcma", CONCEALED_WAVEFORM), Map.entry("g722", CONCEALED_WAVEFORM),
            Map.entry("opus", CONCEALED_WAVEFORM), Map.entry("l16", CONCEALED_WAVEFORM),
            Map.entry("cn", CONCEALED_WAVEFORM), Map.entry("telephone-event", CONCEALED_WAVEFORM),
            Map.entry("g729", DEFAULT), Map.entry("g723", new CodecImpairment(15, 16.1)),
            Map.entry("gsm", new CodecImpairment(20, 10.0)), Map.entry("gsm-efr", new CodecImpairment(5, 10.0)),
            Map.entry("g728", new CodecImpairment(7, 10.0)));

    /** Of an encoding name in lower case. */
    public static CodecImpairment of(String encoding) {
        return KNOWN.getOrDefault(encoding, DEFAULT);
    }

    /**
     * Ie,eff (G.107 equation 7-29).
     *
     * @param lossPercent packets lost of a hundred
     * @param burstRatio length of the gaps over that of random loss; 1 for random, more for bursts
     */
    public double effective(double lossPercent, double burstRatio) {
        double loss = Math.clamp(lossPercent, 0, 100);
        return equipment + (95 - equipment) * loss / (loss / Math.max(1, burstRatio) + robustness);
    }
}
