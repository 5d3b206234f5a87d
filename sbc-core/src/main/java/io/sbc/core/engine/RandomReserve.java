package io.sbc.core.engine;

import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/**
 * Secure random numbers, drawn in advance: a {@link SecureRandom} locks and goes to the kernel's pool for each call, and a
 * shard asks several times for each message. What was given out is not kept. For one thread.
 */
public final class RandomReserve implements RandomGenerator {

    private static final int OCTETS = 1024;

    private final SecureRandom source;
    private final ByteBuffer reserve = ByteBuffer.allocate(OCTETS).limit(0);

    public RandomReserve(SecureRandom source) {
        this.source = source;
    }

    @Override
    public long nextLong() {
        if (!reserve.hasRemaining()) {
            source.nextBytes(reserve.array());
            reserve.clear();
        }
        long drawn = reserve.getLong(reserve.position());
        reserve.putLong(0);
        return drawn;
    }
}
