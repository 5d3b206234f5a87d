package io.sbc.core.registrar;

import io.sbc.core.sip.message.HeaderName;
import io.sbc.core.sip.message.MalformedHeaderException;
import io.sbc.core.sip.message.NameAddr;
import io.sbc.core.sip.message.SipResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The Service-Route that a PBX gives with a registration (RFC 3608): what requests of the device carry as Route. It stays on
 * the ICP side: phones get nothing of it.
 */
final class ServiceRoute {

    /** Hops that are kept; who gives more gets none used. */
    static final int HOPS_MAX = 4;

    private static final HeaderName SERVICE_ROUTE = HeaderName.of("Service-Route");

    private ServiceRoute() {}

    /** Of a 200; empty for one that cannot be read, is too long, or is not of loose routers. */
    static List<NameAddr> of(SipResponse ok) {
        try {
            return usable(ok.addresses(SERVICE_ROUTE));
        } catch (MalformedHeaderException e) {
            return List.of(); // RFC 3608 §6.1: without one, requests go as they would
        }
    }

    /** As {@link #write} wrote it. */
    static List<NameAddr> parse(String text) {
        return usable(Arrays.stream(text.split("\n", -1)).map(NameAddr::parse).flatMap(Optional::stream).toList());
    }

    static String write(List<NameAddr> route) {
        return route.stream().map(NameAddr::toString).collect(Collectors.joining("\n"));
    }

    private static List<NameAddr> usable(List<NameAddr> route) {
        boolean loose = route.stream().allMatch(
                hop -> hop.sipUri().filter(uri -> uri.parameters().has("lr")).isPresent());
        return loose && route.size() <= HOPS_MAX ? route : List.of();
    }
}
