package io.sbc.admin.oauth;

import java.util.ArrayList;
import java.util.List;

/** {@code application/x-www-form-urlencoded}: a query, or the body of a form (RFC 5849 §3.4.1.3.1). */
final class FormEncoding {

    private FormEncoding() {}

    /**
     * The parameters in their order; a name without {@code =} has an empty value, an empty piece is none.
     *
     * @throws IllegalArgumentException at a broken %XX
     */
    static List<Parameter> decode(String text) {
        List<Parameter> parameters = new ArrayList<>();
        for (int start = 0; start < text.length();) {
            int end = text.indexOf('&', start);
            String piece = text.substring(start, end < 0 ? text.length() : end);
            start = end < 0 ? text.length() : end + 1;
            if (piece.isEmpty()) {
                continue;
            }
            int equals = piece.indexOf('=');
            String name = equals < 0 ? piece : piece.substring(0, equals);
            String value = equals < 0 ? "" : piece.substring(equals + 1);
            parameters.add(new Parameter(decodePiece(name), decodePiece(value)));
        }
        return parameters;
    }

    private static String decodePiece(String piece) {
        return PercentEncoding.decode(piece.replace('+', ' '));
    }
}
