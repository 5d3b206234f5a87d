package io.sbc.admin.console.support;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi.Answer;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Map;

/** The button that gathers a support bundle. */
public final class SupportPages implements PageGroup {

    private static final String PAGE = "/support";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'")
            .withZone(ZoneOffset.UTC);

    private final InstantSource clock;

    /** @param clock for the name of the file */
    public SupportPages(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public void register(Pages pages) {
        pages.menu(Section.RECORDS, "Support bundle", PAGE, Permission.SUPPORT);
        pages.get(PAGE, Permission.SUPPORT, visit -> visit.show("support/bundle.jte", "Support bundle", Map.of()));
        pages.post(PAGE, Permission.SUPPORT, this::make);
    }

    private void make(Visit visit) throws ApiRefusal, IOException {
        Answer bundle = visit.api().post("/support-bundle", Map.of());
        Instant now = clock.instant();
        visit.file("application/zip", "sbc-support-" + STAMP.format(now) + ".zip", bundle.body());
    }
}
