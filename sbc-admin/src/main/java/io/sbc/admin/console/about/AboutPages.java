package io.sbc.admin.console.about;

import io.javalin.http.HandlerType;
import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.util.Map;

/** Which version this is, and the licences of what it is made of; linked from the foot of every page. */
public final class AboutPages implements PageGroup {

    private final ThirdParty thirdParty = ThirdParty.read();

    @Override
    public void register(Pages pages) {
        pages.known(HandlerType.GET, "/about", this::show);
    }

    private void show(Visit visit) throws ApiRefusal, IOException {
        Doc status = visit.visitor().may(Permission.READ_STATUS)
                ? visit.api().find("/status").orElse(Doc.EMPTY)
                : Doc.EMPTY;
        visit.show("about/about.jte", "About this SBC", Map.of("status", status, "thirdParty", thirdParty));
    }
}
