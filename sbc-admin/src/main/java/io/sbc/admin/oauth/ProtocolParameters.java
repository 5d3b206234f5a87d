package io.sbc.admin.oauth;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All parameters of a request, and those of the protocol by name (RFC 5849 §3.1, §3.4.1.3). */
final class ProtocolParameters {

    private static final int PARAMETERS_MAX = 256;

    private final List<Parameter> all;
    private final Map<String, String> protocol;

    private ProtocolParameters(List<Parameter> all, Map<String, String> protocol) {
        this.all = all;
        this.protocol = protocol;
    }

    /** They are there, or the request cannot be understood. */
    sealed interface Reading {

        record Read(ProtocolParameters parameters) implements Reading {}

        record Failed(Refusal refusal) implements Reading {}
    }

    static Reading of(SignedRequest request) {
        List<Parameter> all = new ArrayList<>();
        try {
            Optional<String> header = request.authorization().filter(AuthorizationHeader::isOAuth);
            if (header.isPresent()) {
                Optional<List<Parameter>> inHeader = header.flatMap(AuthorizationHeader::parse);
                if (inHeader.isEmpty()) {
                    return new Reading.Failed(Refusal.malformed("The Authorization header is not well-formed."));
                }
                all.addAll(inHeader.get());
            }
            all.addAll(request.queryParameters());
            all.addAll(request.formParameters());
        } catch (IllegalArgumentException broken) {
            return new Reading.Failed(Refusal.malformed("In the parameters " + broken.getMessage() + "."));
        }
        if (all.size() > PARAMETERS_MAX) {
            return new Reading.Failed(Refusal.malformed("There are more than " + PARAMETERS_MAX + " parameters."));
        }
        Map<String, String> protocol = new HashMap<>();
        for (Parameter parameter : all) {
            if (parameter.isProtocol() && protocol.put(parameter.name(), parameter.value()) != null) {
                return new Reading.Failed(Refusal.malformed(parameter.name() + " comes more than once."));
            }
        }
        return new Reading.Read(new ProtocolParameters(List.copyOf(all), protocol));
    }

    /** One of the protocol; empty when it is not there. */
    Optional<String> get(String name) {
        return Optional.ofNullable(protocol.get(name));
    }

    /** All that is signed, and the signature. */
    List<Parameter> all() {
        return all;
    }
}
