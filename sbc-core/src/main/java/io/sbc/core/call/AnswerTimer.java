package io.sbc.core.call;

import io.sbc.base.Timers;
import org.jspecify.annotations.Nullable;

/** How long a party that was asked may take: calls.answer-timeout. On the shard. */
final class AnswerTimer {

    private final CallEnvironment env;
    private final Runnable onTimeout;
    private Timers.@Nullable Timer timer;

    AnswerTimer(CallEnvironment env, Runnable onTimeout) {
        this.env = env;
        this.onTimeout = onTimeout;
    }

    /** From now. */
    void arm() {
        stop();
        timer = env.shard().schedule(env.parameters().answerTimeout().toNanos(), onTimeout);
    }

    void stop() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }
}
