package io.sbc.media.conductor;

import io.sbc.media.api.MediaCommand;
import io.sbc.media.api.MediaEvent;
import io.sbc.media.api.MediaTap;
import io.sbc.media.loop.LoopEvent;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** What stands in the conductor's mailbox. */
sealed interface ConductorMessage {

    /** An owner opens a session. */
    record OpenSession(MediaCommand.Open open, Executor thread, Consumer<MediaEvent> listener)
            implements
                ConductorMessage {}

    /** An owner's command for a session that is open. */
    record Command(MediaCommand command) implements ConductorMessage {}

    /** For the tap. */
    record Tap(MediaTap tap) implements ConductorMessage {}

    /** A loop has something to tell. */
    record FromLoop(LoopEvent event) implements ConductorMessage {}

    /** The plane closes. */
    record Shutdown() implements ConductorMessage {}
}
