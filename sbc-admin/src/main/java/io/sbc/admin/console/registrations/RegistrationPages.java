package io.sbc.admin.console.registrations;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pager;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Visit;
import io.sbc.admin.console.Words;
import io.sbc.admin.console.calls.LadderView;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Registrations with a filter, and the attempts of one device or address with what was wrong with them. */
public final class RegistrationPages implements PageGroup {

    private static final String PATH = "/registrations";
    private static final String ROWS = "100";

    /** @param number on the page, from 1 */
    public record Attempt(int number, Doc attempt, LadderView ladder) {}

    @Override
    public void register(Pages pages) {
        pages.menu(Section.CALLS, "Registrations", PATH, Permission.READ_STATUS);
        pages.get(PATH, Permission.READ_STATUS, RegistrationPages::list);
        pages.get(PATH + "/attempts", Permission.READ_STATUS, RegistrationPages::attempts);
    }

    private static void list(Visit visit) throws ApiRefusal, IOException {
        String user = visit.parameter("user");
        String state = visit.parameter("state");
        String icp = visit.parameter("icp");
        String address = visit.parameter("address");
        String after = visit.parameter("after");
        Doc found = visit.api().get(PATH, "user", Words.part(user), "state", state, "icp", icp, "address",
                Words.part(address), "limit", ROWS, "after", after);
        Map<String, Object> model = new LinkedHashMap<>();
        model.put("found", found);
        model.put("filter", Map.of("user", user, "state", state, "icp", icp, "address", address));
        model.put("pager", Pager.of(PATH, after, found, "user", user, "state", state, "icp", icp, "address", address));
        visit.show("registrations/list.jte", "Registrations", model);
    }

    private static void attempts(Visit visit) throws ApiRefusal, IOException {
        String user = visit.parameter("user");
        String source = visit.parameter("source");
        if (user.isEmpty() && source.isEmpty()) {
            visit.show("registrations/ask.jte", "Why can it not register?", Map.of());
            return;
        }
        Doc found = visit.api().get(PATH + "/attempts", "user", user, "source", user.isEmpty() ? source : "");
        visit.show("registrations/attempts.jte", "Attempts to register: " + (user.isEmpty() ? source : user),
                Map.of("found", found, "attempts", attempts(found.list("attempts"))));
    }

    private static List<Attempt> attempts(List<Doc> found) {
        return IntStream.rangeClosed(1, found.size()).mapToObj(number -> new Attempt(number, found.get(number - 1),
                LadderView.of(found.get(number - 1), "a" + number + "m"))).toList();
    }
}
