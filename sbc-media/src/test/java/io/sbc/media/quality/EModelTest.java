package io.sbc.media.quality;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ITU-T G.107 and G.113 appendix I, by the figures they print. */
class EModelTest {

    @Test
    void shouldRateTheDefaultConnectionAsTheRecommendationDoes() {
        assertEquals(93.2, EModel.rating(0, 0), 0.05, "G.107 §7.7: with all defaults R = 93.2");
        assertEquals(4.41, EModel.mos(93.2), 0.005);
    }

    /** G.107 table B.1: the lower limits of user satisfaction. */
    @ParameterizedTest
    @CsvSource({"90, 4.34", "80, 4.03", "70, 3.60", "60, 3.10", "50, 2.58"})
    void shouldTurnRatingsIntoScores(double rating, double mos) {
        assertEquals(mos, EModel.mos(rating), 0.0065, "the table has 4.024 as 4.03");
    }

    @Test
    void shouldKeepScoresWithinTheScale() {
        assertEquals(1, EModel.mos(-5));
        assertEquals(1, EModel.mos(0));
        assertEquals(4.5, EModel.mos(100));
        assertEquals(4.5, EModel.mos(120));
        double before = 1;
        for (int tenths = 0; tenths <= 1000; tenths++) {
            double mos = EModel.mos(tenths / 10.0);
            assertTrue(mos >= before - 1e-9 && mos <= 4.5, "at R = " + tenths / 10.0);
            before = mos;
        }
    }

    /** G.113 appendix I: Ie of G.729A and of concealed G.711 under random loss, as measured. */
    @ParameterizedTest
    @CsvSource({"g729, 0, 11", "g729, 0.5, 13", "g729, 1, 15", "g729, 1.5, 17", "g729, 2, 19", "g729, 3, 23",
        "g729, 4, 26", "g729, 8, 36", "g729, 16, 49", "pcmu, 0, 0", "pcmu, 2, 7", "pcmu, 3, 10", "pcma, 5, 15",
        "pcma, 7, 20", "pcmu, 10, 25", "pcmu, 15, 35"})
    void shouldRateCodecsUnderLossAsPublished(String encoding, double loss, double published) {
        assertEquals(published, CodecImpairment.of(encoding).effective(loss, 1), 2.2);
    }

    @Test
    void shouldRateBurstsWorseThanRandomLoss() {
        CodecImpairment codec = CodecImpairment.of("pcmu");

        assertTrue(codec.effective(5, 4) > codec.effective(5, 1) + 2);
        assertEquals(codec.effective(5, 1), codec.effective(5, 0.3));
    }

    @Test
    void shouldRateAnUnknownCodecLikeG729() {
        assertEquals(CodecImpairment.of("g729"), CodecImpairment.of("codec-of-tomorrow"));
    }

    /** Cole and Rosenbluth's fit of G.107 (2001): Id = 0.024 d + 0.11 (d - 177.3) beyond 177.3 ms. */
    @ParameterizedTest
    @CsvSource({"20", "50", "100", "150", "200", "250", "300", "400"})
    void shouldRateDelayAsTheKnownFitDoes(double delay) {
        double fit = 0.024 * delay + (delay > 177.3 ? 0.11 * (delay - 177.3) : 0);

        assertEquals(fit, EModel.delayImpairment(delay) - EModel.delayImpairment(0), 3.2);
    }
}
