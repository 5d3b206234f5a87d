package io.sbc.core.config;

import java.util.List;

/**
 * {@code emergency}: the calls that nothing refuses.
 *
 * @param numbers as dialled, digits only
 * @param serviceNumber what {@code urn:service:sos} stands for at the PBX
 * @param prefixes digits that may stand before a number, an outside line for example
 * @param fromUnregistered whether flows without a registered phone have the privilege too
 */
public record EmergencySettings(List<String> numbers, String serviceNumber, List<String> prefixes,
        boolean fromUnregistered) {

    public EmergencySettings {
        numbers = List.copyOf(numbers);
        prefixes = List.copyOf(prefixes);
    }
}
