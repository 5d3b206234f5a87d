package io.sbc.media.socket;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ReservationTest {

    private static final long REVIEW = 100_000_000;

    private final Reservation reservation = new Reservation(5, -REVIEW);
    private long cpu = 5;
    private long now = -REVIEW;
    private boolean needed = true;

    ReservationTest() {
        review(0.1);
    }

    @Test
    void shouldHoldWhileTheThreadSleepsEnough() {
        assertTrue(reservation.isHeld());

        for (int i = 0; i < 100; i++) {
            assertFalse(review(Reservation.BUSY - 0.01));
        }

        assertTrue(reservation.isHeld());
    }

    @Test
    void shouldBeGivenBackByABusyThread() {
        assertTrue(review(Reservation.BUSY + 0.05));

        assertFalse(reservation.isHeld());
    }

    @Test
    void shouldBeHeldOnlyWhileItIsNeeded() {
        needed = false;
        assertTrue(review(0.1));
        assertFalse(reservation.isHeld());

        needed = true;
        assertTrue(review(0.1));
        assertTrue(reservation.isHeld());
    }

    @Test
    void shouldBeAskedForAgainASecondAfterARefusal() {
        reservation.refuse();

        for (int i = 1; i < Reservation.CALM_REVIEWS; i++) {
            assertFalse(review(0.1));
        }

        assertTrue(review(0.1));
    }

    @Test
    void shouldBeTakenAgainAfterASecondOfCalm() {
        review(1);

        for (int i = 1; i < Reservation.CALM_REVIEWS; i++) {
            assertFalse(review(0.3));
        }

        assertTrue(review(0.3));
        assertTrue(reservation.isHeld());
    }

    @Test
    void shouldNotBeTakenAgainBetweenCalmAndBusy() {
        review(1);

        for (int i = 0; i < 100; i++) {
            assertFalse(review((Reservation.BUSY + Reservation.CALM) / 2));
        }
    }

    @Test
    void shouldCountCalmAnewAfterABusyMoment() {
        review(1);
        for (int i = 1; i < Reservation.CALM_REVIEWS; i++) {
            review(0.3);
        }

        review(0.9);

        assertFalse(review(0.3));
        assertFalse(reservation.isHeld());
    }

    private boolean review(double share) {
        now += REVIEW;
        cpu += (long) (share * REVIEW);
        return reservation.review(needed, cpu, now);
    }
}
