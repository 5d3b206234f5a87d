package io.sbc.core.sdp.negotiate;

import io.sbc.core.sdp.CryptoAttribute;
import io.sbc.core.sdp.Direction;
import io.sbc.core.sdp.SdpMedia;
import io.sbc.core.sdp.SdpSession;
import io.sbc.core.sdp.SdpText;
import io.sbc.media.api.PayloadFormat;
import io.sbc.media.api.PayloadTypes;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a peer's description says about one m-line, reduced to what a decision needs.
 *
 * @param number from 1
 * @param profile as written
 * @param port 0 when the stream is declined or ended
 * @param rtpProfile empty for what is no RTP that we relay
 * @param rtp where it receives; empty when the stream is off or on hold with an unspecified address
 * @param rtcp what {@code a=rtcp} says, if it is there
 * @param direction as the peer sees it; it does not receive without an address
 * @param codecs payload type to encoding name and clock rate, in lower case, where {@code a=rtpmap} says so
 * @param cryptoLines how many {@code a=crypto} lines there are, {@code crypto} has the well-formed ones
 */
record PeerStream(int number, String type, int port, String profile, Optional<RtpProfile> rtpProfile, boolean active,
        List<String> formats, Map<String, String> codecs, Optional<InetSocketAddress> rtp,
        Optional<InetSocketAddress> rtcp, boolean rtcpMux, Direction direction, int cryptoLines,
        List<CryptoAttribute> crypto) {

    private static final int MAX_PAYLOAD_TYPE = 127;
    private static final int ENCODING_MAX = 32;
    private static final int RATE_DIGITS_MAX = 7;

    /** @throws NotAcceptable when it is an RTP stream whose address cannot be used */
    static PeerStream read(SdpSession session, int index) {
        SdpMedia media = session.media().get(index);
        Optional<RtpProfile> profile = RtpProfile.of(media.profile());
        boolean active = media.port() != 0 && profile.isPresent();
        String label = label(media.type(), index + 1);
        Optional<InetAddress> address = active ? address(label, session.connectionAddress(media)) : Optional.empty();
        Direction direction = active ? session.direction(media) : Direction.INACTIVE;
        // RFC 2543 hold: an unspecified address means that the peer does not receive (RFC 3264 §8.4).
        if (address.isEmpty()) {
            direction = Direction.of(direction.sends(), false);
        }
        List<String> lines = media.attributes("crypto");
        List<CryptoAttribute> crypto = new ArrayList<>(lines.size());
        lines.forEach(line -> CryptoAttribute.parse(line).ifPresent(crypto::add));
        return new PeerStream(index + 1, media.type(), media.port(), media.profile(), profile, active, media.formats(),
                codecs(media),
                address.map(host -> new InetSocketAddress(host, media.port())),
                address.flatMap(host -> rtcp(label, media, host)), media.has("rtcp-mux"), direction, lines.size(),
                crypto);
    }

    private static Map<String, String> codecs(SdpMedia media) {
        Map<String, String> codecs = new HashMap<>();
        for (String value : media.attributes("rtpmap")) {
            int space = value.indexOf(' ');
            if (space > 0) {
                codecs.put(value.substring(0, space), value.substring(space + 1).trim().toLowerCase(Locale.ROOT));
            }
        }
        return codecs;
    }

    /** {@link #codecs} for the media plane; what makes no sense, or goes without saying, is left out. */
    List<PayloadFormat> payloadFormats() {
        List<PayloadFormat> known = new ArrayList<>();
        codecs.forEach((number, codec) -> {
            if (SdpText.isNumber(number, 3) && Integer.parseInt(number) <= MAX_PAYLOAD_TYPE) {
                int payloadType = Integer.parseInt(number);
                format(payloadType, codec).filter(said -> !said.equals(PayloadTypes.STATIC.format(payloadType)))
                        .ifPresent(known::add);
            }
        });
        known.sort(Comparator.comparingInt(PayloadFormat::payloadType));
        return known;
    }

    /** {@code encoding/clock rate}, then maybe channels; whatever stands there becomes no name of a metric or a file. */
    private static Optional<PayloadFormat> format(int payloadType, String codec) {
        int end = codec.indexOf('/');
        if (end <= 0 || end > ENCODING_MAX) {
            return Optional.empty();
        }
        for (int i = 0; i < end; i++) {
            char c = codec.charAt(i);
            if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || ".+_-".indexOf(c) >= 0)) {
                return Optional.empty();
            }
        }
        int channels = codec.indexOf('/', end + 1);
        String rate = codec.substring(end + 1, channels < 0 ? codec.length() : channels);
        return SdpText.isNumber(rate, RATE_DIGITS_MAX) && rate.charAt(0) != '0'
                ? Optional.of(new PayloadFormat(payloadType, codec.substring(0, end), Integer.parseInt(rate)))
                : Optional.empty();
    }

    /** Empty for the unspecified address. Names are not resolved: no softphone and no PBX sends one. */
    private static Optional<InetAddress> address(String label, Optional<String> text) {
        if (text.isEmpty()) {
            throw new NotAcceptable(NotAcceptable.ADDRESS_FORMAT, label + " has no connection address");
        }
        InetAddress address = literal(text.get())
                .orElseThrow(() -> new NotAcceptable(NotAcceptable.ADDRESS_FORMAT, label + " has no IP address"));
        byte[] octets = address.getAddress();
        if (address.isMulticastAddress() || (octets.length == 4 && octets[0] == -1 && octets[3] == -1)) {
            throw new NotAcceptable(NotAcceptable.MULTICAST, label + " has a multicast or broadcast address");
        }
        return address.isAnyLocalAddress() ? Optional.empty() : Optional.of(address);
    }

    /** {@code d.d.d.d} or an IPv6 address without zone; nothing that would need a name service. */
    private static Optional<InetAddress> literal(String text) {
        boolean ipv6 = text.indexOf(':') >= 0 && text.indexOf('%') < 0;
        boolean ipv4 = SdpText.isDottedQuad(text);
        try {
            return ipv4 || ipv6 ? Optional.of(InetAddress.ofLiteral(text)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** {@code a=rtcp:port [IN IP4 address]} (RFC 3605 §2.1). */
    private static Optional<InetSocketAddress> rtcp(String label, SdpMedia media, InetAddress rtpAddress) {
        List<String> values = media.attributes("rtcp");
        if (values.isEmpty()) {
            return Optional.empty();
        }
        String[] parts = values.getFirst().trim().split(" +", -1);
        if (!SdpText.isNumber(parts[0], 5) || (parts.length != 1 && parts.length != 4)) {
            return Optional.empty();
        }
        int port = Integer.parseInt(parts[0]);
        if (port == 0 || port > 65535) {
            return Optional.empty();
        }
        Optional<InetAddress> address = parts.length == 4
                ? address(label, Optional.of(parts[3]))
                : Optional.of(rtpAddress);
        return address.map(host -> new InetSocketAddress(host, port));
    }

    private static String label(String type, int number) {
        return type + " (m-line " + number + ")";
    }

    /**
     * This, when media may go to where it receives.
     *
     * @throws NotAcceptable when not: nobody shall make us send to where it likes
     */
    PeerStream allowedBy(RtpSecurityPolicy policy) {
        rtp.flatMap(policy.networks()::refusalOf).or(() -> rtcp.flatMap(policy.networks()::refusalOf))
                .ifPresent(refusal -> {
                    throw new NotAcceptable(NotAcceptable.OTHER, label() + " has an address that media may not go to: "
                            + refusal.name().toLowerCase(Locale.ROOT).replace('_', ' '));
                });
        return this;
    }

    /** For the text of a refusal. */
    String label() {
        return label(type, number);
    }

    boolean isDeclined() {
        return port == 0;
    }

    boolean isSecure() {
        return rtpProfile.isPresent() && rtpProfile.get().secure();
    }

    boolean hasCryptoLines() {
        return cryptoLines > 0;
    }

    /**
     * The formats of this answer that its offer allows: the same payload type, or the same codec under another one (RFC
     * 3264 §6.1 only recommends to keep the number).
     */
    List<String> formatsAllowedBy(PeerStream offer) {
        return formats.stream().filter(format -> {
            String codec = codecs.get(format);
            return offer.formats.contains(format) || (codec != null && offer.codecs.containsValue(codec));
        }).toList();
    }
}
