package io.sbc.admin.users;

import io.sbc.core.directory.Secret;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Rows that are users: a change each, in which an empty field says nothing. */
final class UserRows implements ImportFile.Rows {

    private final UserPlanner planner;
    private final Map<String, PsiUser> users;

    /** @param users that are there, by address */
    UserRows(UserPlanner planner, Map<String, PsiUser> users) {
        this.planner = planner;
        this.users = users;
    }

    @Override
    public ImportRow row(long number, Map<Column, String> fields) {
        String email = fields.getOrDefault(Column.EMAIL, "");
        List<String> problems = new ArrayList<>();
        String enabled = fields.getOrDefault(Column.ENABLED, "");
        Column.ENABLED.problemWith(enabled).ifPresent(problems::add);
        PsiUserChange change = new PsiUserChange(given(fields, Column.NAME).map(UserExport::withoutGuard),
                given(fields, Column.EXTENSION).said(), given(fields, Column.ICP), given(fields, Column.TEMPLATE),
                given(fields, Column.SET_PASSWORD).map(Secret::new),
                given(fields, Column.ICP_PASSWORD).map(Secret::new),
                enabled.isEmpty() ? Given.nothing() : Given.of(enabled.equals("true")), false);
        return row(planner, number, email, Optional.ofNullable(users.get(email)), change, problems);
    }

    /** @param problems that are known already */
    static ImportRow row(UserPlanner planner, long number, String email, Optional<PsiUser> before, PsiUserChange change,
            List<String> problems) {
        Optional<UserPlanner.Plan> plan = planner.plan(email, before, change, problems);
        return plan.isPresent() && problems.isEmpty()
                ? ImportRow.valid(number, email, plan.get())
                : ImportRow.refused(number, email, problems);
    }

    private static Given<String> given(Map<Column, String> fields, Column column) {
        String field = fields.getOrDefault(column, "");
        return field.isEmpty() ? Given.nothing() : Given.of(field);
    }
}
