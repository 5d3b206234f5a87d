package io.sbc.admin.oauth;

import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The text that is signed (RFC 5849 §3.4.1). */
final class SignatureBase {

    private static final String SIGNATURE = "oauth_signature";

    private SignatureBase() {}

    /**
     * @param parameters of header, query and form, decoded, in any order; the signature itself is left out here
     */
    static String of(String method, String baseUri, List<Parameter> parameters) {
        return PercentEncoding.encode(method) + '&' + PercentEncoding.encode(baseUri) + '&'
                + PercentEncoding.encode(normalized(parameters));
    }

    /** §3.4.1.3.2: encoded first, then sorted by octets, name before value. */
    private static String normalized(List<Parameter> parameters) {
        return parameters.stream()
                .filter(parameter -> !parameter.name().equals(SIGNATURE))
                .map(parameter -> new Parameter(PercentEncoding.encode(parameter.name()),
                        PercentEncoding.encode(parameter.value())))
                .sorted(Comparator.comparing(Parameter::name).thenComparing(Parameter::value))
                .map(parameter -> parameter.name() + '=' + parameter.value())
                .collect(Collectors.joining("&"));
    }
}
