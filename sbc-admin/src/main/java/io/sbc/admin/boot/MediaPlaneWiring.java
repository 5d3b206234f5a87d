package io.sbc.admin.boot;

import io.sbc.core.config.MediaAddress;
import io.sbc.core.config.MediaSettings;
import io.sbc.core.config.SbcConfig;
import io.sbc.media.conductor.MediaPlaneSettings;
import io.sbc.media.conductor.MediaPlaneSettings.SideAddress;
import io.sbc.media.conductor.QualitySettings;
import io.sbc.media.socket.IoKind;
import java.net.InetAddress;

/** The configuration in the media plane's words: it knows nothing of ours. */
final class MediaPlaneWiring {

    private MediaPlaneWiring() {}

    static MediaPlaneSettings settings(SbcConfig config) {
        MediaSettings media = config.media();
        return new MediaPlaneSettings(address(config.set().media()), address(config.icp().media()), media.portMin(),
                media.portMax(), media.quarantine(), media.loops(), io(media.io()), config.calls().mediaTimeout(),
                config.calls().maximum(), new QualitySettings(media.qualityInterval(), media.silence(),
                        media.rtcpInterval()));
    }

    private static SideAddress address(MediaAddress address) {
        return new SideAddress(InetAddress.ofLiteral(address.address()),
                InetAddress.ofLiteral(address.advertisedAddress()));
    }

    private static IoKind io(MediaSettings.MediaIo io) {
        return switch (io) {
            case AUTO -> IoKind.AUTO;
            case NATIVE -> IoKind.NATIVE;
            case NIO -> IoKind.NIO;
        };
    }
}
