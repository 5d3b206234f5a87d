package io.sbc.admin.users;

import io.sbc.core.directory.Device;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes devices as CSV, without any secret. */
public final class UserExport {

    private static final String[] HEADER = {"email", "kind", "set_user", "icp_user", "icp_auth_user", "icp", "enabled"};

    private UserExport() {}

    /** A header and one row for each device. */
    public static void write(List<Device> devices, Appendable out) throws IOException {
        CSVFormat format = CSVFormat.RFC4180.builder().setHeader(HEADER).get();
        try (CSVPrinter printer = new CSVPrinter(out, format)) {
            for (Device device : devices) {
                printer.printRecord(device.email(), device.kind().name().toLowerCase(Locale.ROOT), device.setUser(),
                        device.icpUser(), device.icpAuthUser(), device.icp(), device.enabled());
            }
        }
    }
}
