package io.sbc.admin.http.jobs;

import io.javalin.http.Context;
import io.javalin.http.Header;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.BadInput;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** CSV files in and out. */
final class CsvTransfer {

    /** 10,000 rows of 800 octets. */
    static final int LENGTH_MAX = 8 * 1024 * 1024;

    private CsvTransfer() {}

    static void answer(Context context, String csv, String file) {
        context.contentType("text/csv; charset=utf-8").header(Header.CONTENT_DISPOSITION,
                "attachment; filename=\"" + file.replaceAll("[^A-Za-z0-9._-]", "_") + "\"");
        context.result(csv);
    }

    /** The file that a request carries. */
    static String of(Context context) throws BadInput {
        String type = Optional.ofNullable(context.contentType()).orElse("").toLowerCase(Locale.ROOT);
        if (!type.split(";", 2)[0].strip().equals("text/csv")) {
            throw new BadInput(HttpStatus.UNSUPPORTED_MEDIA_TYPE, "The body has to be text/csv.");
        }
        byte[] octets = context.bodyAsBytes();
        if (octets.length > LENGTH_MAX) {
            throw new BadInput(HttpStatus.CONTENT_TOO_LARGE, "The file is longer than " + LENGTH_MAX + " octets.");
        }
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(octets)).toString();
        } catch (CharacterCodingException e) {
            throw new BadInput(HttpStatus.UNPROCESSABLE_CONTENT, "The file is not UTF-8.");
        }
    }
}
