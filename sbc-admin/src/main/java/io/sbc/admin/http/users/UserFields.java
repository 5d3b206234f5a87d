package io.sbc.admin.http.users;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Schema;
import io.sbc.admin.http.rest.Fields;
import io.sbc.admin.users.PsiUserChange;
import io.sbc.admin.users.UserImport.Named;
import io.sbc.core.directory.Secret;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What documents say about a user, and their forms. */
public final class UserFields {

    static final Set<String> NAMES = Set.of("name", "extension", "icp", "template", "setPassword", "icpPassword",
            "enabled", "generatePassword");

    /** A device inside a user. */
    static final Schema DEVICE = Schema.object().integer("id").text("kind").text("setUser").text("icpUser")
            .text("icpAuthUser").text("icp").flag("enabled").text("credentials")
            .required("id", "kind", "setUser", "icpUser", "icpAuthUser", "icp", "enabled", "credentials");
    /** A user as it is shown. */
    static final Schema USER = Schema.object().text("email").text("name").text("extension").text("icp")
            .text("template").flag("enabled").array("devices", DEVICE)
            .required("email", "name", "extension", "icp", "template", "enabled", "devices");
    /** A user after a change: with the password that was made here, where one was. */
    static final Schema CHANGED = USER.text("setPassword");
    /** What is said about one. */
    static final Schema CHANGE = Schema.object().textOrNull("name").text("extension").textOrNull("icp")
            .textOrNull("template").textOrNull("setPassword").textOrNull("icpPassword").flag("enabled")
            .flag("generatePassword");
    /** What is said about many. */
    public static final Schema MANY = Schema.object().array("users",
            CHANGE.text("email").required("email", "extension")).required("users");

    private static final int MANY_MAX = 10_000;
    private static final int MANY_OCTETS = 8 * 1024 * 1024;

    private UserFields() {}

    static PsiUserChange changeOf(Fields fields) throws BadInput {
        boolean generate = fields.flag("generatePassword").said().orElse(false);
        if (generate && fields.unseenText("setPassword").named()) {
            throw new BadInput(HttpStatus.BAD_REQUEST, "setPassword and generatePassword exclude each other.");
        }
        return new PsiUserChange(fields.text("name"), fields.lastingText("extension"), fields.text("icp"),
                fields.text("template"), fields.unseenText("setPassword").map(Secret::new),
                fields.unseenText("icpPassword").map(Secret::new), fields.standingFlag("enabled"), generate);
    }

    /** Users that one request creates or replaces: {@code {"users": [{"email": "...", ...}]}}. */
    public static List<Named> many(Context context) throws BadInput {
        Set<String> known = new HashSet<>(NAMES);
        known.add("email");
        known.remove("generatePassword"); // nobody would be there to read them
        List<Named> many = new ArrayList<>();
        for (Fields fields : Fields.each(context, "users", MANY_MAX, MANY_OCTETS, known)) {
            many.add(new Named(fields.requiredText("email"), changeOf(fields)));
        }
        return many;
    }
}
