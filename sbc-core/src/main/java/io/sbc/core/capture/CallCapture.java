package io.sbc.core.capture;

import io.sbc.core.recorder.RecordedEvent.Message;
import io.sbc.core.recorder.Recording;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Iterator;

/** The signalling of one recorded call as a pcapng file: exported PDUs, as in a capture. Pure. */
public final class CallCapture {

    private CallCapture() {}

    /** @param revealed whether keys and what proves credentials are left as they were */
    public static byte[] of(Recording recording, boolean revealed) {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        try (PcapngWriter writer = new PcapngWriter(file)) {
            writer.section("SBC", "call " + recording.id());
            writer.describe(Frames.EXPORTED_PDU, "sip");
            long began = recording.startedMillis() * 1_000_000;
            Iterator<Message> messages = recording.messages().iterator();
            while (messages.hasNext()) {
                Message message = messages.next();
                long nanos = began + message.atMicros() * 1_000;
                byte[] frame = Frames.sip(new SipCopy(nanos, message.side(), message.protocol(), message.local(),
                        message.remote(), message.sent(), "",
                        revealed ? message.octets() : SecretMask.masked(message.octets())));
                writer.packet(0, nanos, frame, frame.length, frame.length, message.sent());
            }
            writer.statistics(0, began, recording.messages().count(), recording.dropped(), "all that was recorded");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible); // it is memory
        }
        return file.toByteArray();
    }
}
