package io.sbc.core.medialink;

import io.sbc.core.octets.OctetReader;
import io.sbc.core.octets.OctetWriter;
import io.sbc.core.octets.Fields;
import io.sbc.core.sdp.negotiate.KeyOctets;
import io.sbc.media.api.MediaState;

/** Where a session's media stands, for calls, to which it is opaque: it goes into their record and back to a {@link MediaLink}. */
public record SavedMedia(MediaState state) {

    /** As octets, keys included: to be sealed. */
    public void write(OctetWriter to) {
        to.number(state.takenMillis());
        Fields.list(to, state.streams(), (out, stream) -> {
            out.number(stream.setPort()).number(stream.icpPort());
            endpoint(out, stream.set());
            endpoint(out, stream.icp());
        });
    }

    /** @throws RuntimeException when it is something else that was written */
    public static SavedMedia read(OctetReader from) {
        return new SavedMedia(new MediaState(from.number(), Fields.list(from, in -> new MediaState.Stream(
                Math.toIntExact(in.number()), Math.toIntExact(in.number()), endpoint(in), endpoint(in)))));
    }

    private static void endpoint(OctetWriter to, MediaState.Endpoint endpoint) {
        Fields.maybe(to, endpoint.rtp(), Fields::address);
        Fields.maybe(to, endpoint.rtcp(), Fields::address);
        Fields.maybe(to, endpoint.receive(), SavedMedia::context);
        Fields.maybe(to, endpoint.send(), SavedMedia::context);
    }

    private static MediaState.Endpoint endpoint(OctetReader from) {
        return new MediaState.Endpoint(Fields.maybe(from, Fields::address), Fields.maybe(from, Fields::address),
                Fields.maybe(from, SavedMedia::context), Fields.maybe(from, SavedMedia::context));
    }

    private static void context(OctetWriter to, MediaState.Context context) {
        KeyOctets.write(to, context.key());
        to.number(context.rtpPackets()).number(context.rtcpPackets()).number(context.rtcpIndex());
        Fields.list(to, context.sources(),
                (out, source) -> out.fixed(source.ssrc()).number(source.rtpIndex()).number(source.rtcpIndex())
                        .number(source.packetsPerSecond()).number(source.sequenceShift())
                        .number(source.timestampShift()));
    }

    private static MediaState.Context context(OctetReader from) {
        return new MediaState.Context(KeyOctets.read(from), from.number(), from.number(), from.number(),
                Fields.list(from, in -> new MediaState.Source(in.fixed(), in.number(), in.number(),
                        Math.toIntExact(in.number()), Math.toIntExact(in.number()), Math.toIntExact(in.number()))));
    }
}
