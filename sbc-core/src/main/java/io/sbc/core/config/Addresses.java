package io.sbc.core.config;

import java.net.InetAddress;

/**
 * The two addresses of a level: {@code interface}, below it a side, below that its media. What a level leaves empty it
 * takes from the one above; a level that names its own address also stops taking the advertised one from above, for that
 * belongs to another address.
 */
record Addresses(String address, String advertised) {

    static Addresses ofInterface(ConfigCursor at) {
        String address = at.requiredAddress("address");
        return checked(at, address, at.address("advertised-address").orElse(address));
    }

    static Addresses below(Addresses above, ConfigCursor at) {
        var own = at.address("address");
        var advertised = at.address("advertised-address");
        if (own.isEmpty()) {
            return advertised.isEmpty() ? above : checked(at, above.address(), advertised.get());
        }
        return checked(at, own.get(), advertised.orElse(own.get()));
    }

    MediaAddress toMediaAddress() {
        return new MediaAddress(address, advertised);
    }

    private static Addresses checked(ConfigCursor at, String address, String advertised) {
        if (InetAddress.ofLiteral(advertised).isAnyLocalAddress()) {
            at.problem("advertised-address",
                    "must be given, because the address is " + address + ": peers cannot be told to send there");
        }
        return new Addresses(address, advertised);
    }
}
