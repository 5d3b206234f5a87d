package io.sbc.kit.demo;

import java.util.Locale;

/**
 * A user of the demo with a desktop device.
 *
 * @param authorizationCode the name for digest at the PBX, another than the number, as an MX-ONE has it
 */
record DemoUser(String name, String number, String setPassword, String authorizationCode, String icpPassword) {

    String email() {
        return name.toLowerCase(Locale.ROOT) + "@example.com";
    }
}
