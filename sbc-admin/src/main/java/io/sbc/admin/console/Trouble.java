package io.sbc.admin.console;

import io.sbc.core.access.Permission;

/**
 * Why the API did not do what it was asked: its problem document (RFC 9457), as a page shows it.
 *
 * @param status of HTTP
 * @param code the API's word for it, or empty
 * @param detail a sentence for the person
 * @param field what of the input is meant, or empty
 * @param document all of it
 */
public record Trouble(int status, String code, String detail, String field, Doc document) {

    /** Nothing is wrong. */
    public static final Trouble NONE = new Trouble(0, "", "", "", Doc.EMPTY);

    /** Found wrong here, before the API was asked. */
    public static Trouble ofField(String field, String sentence) {
        return new Trouble(422, "", sentence, field, Doc.EMPTY);
    }

    /** Likewise, to be thrown where the API's answer would be. */
    public static ApiRefusal refusal(String field, String sentence) {
        return new ApiRefusal(ofField(field, sentence));
    }

    static Trouble missing(Permission permission) {
        return new Trouble(403, "permission_denied", "This needs the permission " + permission.wireName() + ".", "",
                Doc.EMPTY);
    }

    /** Whether there is any. */
    public boolean is() {
        return status != 0;
    }

    /** What to write at a field of a form: the sentence if it is this field that is meant, else nothing. */
    public String at(String name) {
        return field.equals(name) ? detail : "";
    }
}
