package io.sbc.core.medialink;

import io.sbc.core.recorder.OctetReader;
import io.sbc.core.recorder.OctetWriter;
import io.sbc.core.survival.Fields;
import io.sbc.media.api.MediaState;

/** Where a session's media stands, as octets. */
public final class MediaStateCodec {

    private MediaStateCodec() {}

    public static void write(OctetWriter to, MediaState state) {
        to.number(state.takenMillis());
        Fields.list(to, state.streams(), (out, stream) -> {
            out.number(stream.setPort()).number(stream.icpPort());
            endpoint(out, stream.set());
            endpoint(out, stream.icp());
        });
    }

    /** @throws RuntimeException when it is something else that was written */
    public static MediaState read(OctetReader from) {
        return new MediaState(from.number(), Fields.list(from, in -> new MediaState.Stream(
                Math.toIntExact(in.number()), Math.toIntExact(in.number()), endpoint(in), endpoint(in))));
    }

    private static void endpoint(OctetWriter to, MediaState.Endpoint endpoint) {
        Fields.maybe(to, endpoint.rtp(), Fields::address);
        Fields.maybe(to, endpoint.rtcp(), Fields::address);
        Fields.maybe(to, endpoint.receive(), MediaStateCodec::context);
        Fields.maybe(to, endpoint.send(), MediaStateCodec::context);
    }

    private static MediaState.Endpoint endpoint(OctetReader from) {
        return new MediaState.Endpoint(Fields.maybe(from, Fields::address), Fields.maybe(from, Fields::address),
                Fields.maybe(from, MediaStateCodec::context), Fields.maybe(from, MediaStateCodec::context));
    }

    private static void context(OctetWriter to, MediaState.Context context) {
        Fields.key(to, context.key());
        to.number(context.rtpPackets()).number(context.rtcpPackets()).number(context.rtcpIndex());
        Fields.list(to, context.sources(),
                (out, source) -> out.fixed(source.ssrc()).number(source.rtpIndex()).number(source.rtcpIndex())
                        .number(source.packetsPerSecond()).number(source.sequenceShift())
                        .number(source.timestampShift()));
    }

    private static MediaState.Context context(OctetReader from) {
        return new MediaState.Context(Fields.key(from), from.number(), from.number(), from.number(),
                Fields.list(from, in -> new MediaState.Source(in.fixed(), in.number(), in.number(),
                        Math.toIntExact(in.number()), Math.toIntExact(in.number()), Math.toIntExact(in.number()))));
    }
}
