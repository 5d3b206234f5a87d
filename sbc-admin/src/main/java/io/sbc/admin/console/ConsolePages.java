package io.sbc.admin.console;

import io.sbc.admin.console.about.AboutPages;
import io.sbc.admin.console.access.AdministratorPages;
import io.sbc.admin.console.access.ConsumerPages;
import io.sbc.admin.console.alarms.AlarmPages;
import io.sbc.admin.console.calls.CallPages;
import io.sbc.admin.console.captures.CapturePages;
import io.sbc.admin.console.dashboard.DashboardPages;
import io.sbc.admin.console.events.EventPages;
import io.sbc.admin.console.guard.GuardPages;
import io.sbc.admin.console.registrations.RegistrationPages;
import io.sbc.admin.console.settings.CertificatePages;
import io.sbc.admin.console.settings.IcpPages;
import io.sbc.admin.console.settings.SettingsPages;
import io.sbc.admin.console.support.SupportPages;
import io.sbc.admin.console.users.DevicePages;
import io.sbc.admin.console.users.ImportPages;
import io.sbc.admin.console.users.TemplatePages;
import io.sbc.admin.console.users.UserPages;
import java.time.InstantSource;
import java.util.List;

/** All pages there are, in the order of their menu entries: who adds a group of pages adds it here. */
public final class ConsolePages {

    private ConsolePages() {}

    /** Each group. */
    public static List<PageGroup> all() {
        InstantSource clock = InstantSource.system();
        return List.of(new DashboardPages(), new AlarmPages(), new CallPages(clock), new RegistrationPages(),
                new GuardPages(),
                new CapturePages(), new UserPages(), new DevicePages(), new ImportPages(clock), new TemplatePages(),
                new ConsumerPages(), new AdministratorPages(), new SettingsPages(), new IcpPages(),
                new CertificatePages(clock), new EventPages(), new SupportPages(clock),
                new AboutPages());
    }
}
