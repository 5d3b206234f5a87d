package io.sbc.admin.http.users;

import io.javalin.http.HttpStatus;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.rest.EntityTag;
import io.sbc.admin.http.rest.Precondition;
import io.sbc.core.directory.LicenceStore;
import io.sbc.core.directory.BatchResult.Excess;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What did not become of a change, as problem documents. */
final class UserProblems {

    private UserProblems() {}

    static BadInput unknown(String email) {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no user " + email + " (case matters).");
    }

    static BadInput invalid(List<String> problems) {
        return new BadInput(HttpStatus.UNPROCESSABLE_CONTENT, String.join("; ", problems) + ".",
                Map.of("problems", List.copyOf(problems)));
    }

    static BadInput conflict(String reason) {
        return new BadInput(HttpStatus.CONFLICT, reason + ".");
    }

    static BadInput stale(Optional<EntityTag> there) {
        return Precondition.failed(there);
    }

    static BadInput unlicensed(Excess excess) {
        int available = Math.max(0, excess.devicesMax() - excess.devices());
        return new BadInput(HttpStatus.CONFLICT,
                "This needs %d teleworker licences, and of %d there are %d left: %d are used.".formatted(excess.more(),
                        excess.devicesMax(), available, excess.devices()),
                Map.of("code", "licences_exhausted", "licence", LicenceStore.TELEWORKER, "needed", excess.more(),
                        "total",
                        excess.devicesMax(), "used", excess.devices(), "available", available));
    }
}
