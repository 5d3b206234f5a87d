package io.sbc.admin.users;

import io.sbc.core.directory.Device;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** Writes users or devices as CSV, without any secret; an import of it leaves everything as it is. */
public final class UserExport {

    private static final List<Column> USERS = List.of(Column.EMAIL, Column.NAME, Column.EXTENSION, Column.TEMPLATE,
            Column.ICP, Column.ENABLED);
    private static final List<Column> DEVICES = List.of(Column.EMAIL, Column.KIND, Column.SET_USER, Column.ICP_USER,
            Column.ICP_AUTH_USER, Column.ICP, Column.ENABLED);
    /** What spreadsheets take for the beginning of a formula. */
    private static final String FORMULA = "=+-@\t\r";

    private UserExport() {}

    /** A header and one row for each device. */
    public static void write(List<Device> devices, Appendable out) throws IOException {
        try (CSVPrinter printer = new CSVPrinter(out, format(DEVICES))) {
            for (Device device : devices) {
                printer.printRecord(device.email(), device.kind().name().toLowerCase(Locale.ROOT), device.setUser(),
                        device.icpUser(), device.icpAuthUser(), device.icp(), device.enabled());
            }
        }
    }

    /** A header and one row for each user. A name that a spreadsheet would compute has a ' before it. */
    public static void writeUsers(Collection<PsiUser> users, Appendable out) throws IOException {
        try (CSVPrinter printer = new CSVPrinter(out, format(USERS))) {
            for (PsiUser user : users) {
                String name = user.profile().name();
                printer.printRecord(user.email(),
                        !name.isEmpty() && FORMULA.indexOf(name.charAt(0)) >= 0 ? "'" + name : name,
                        user.extension(), user.profile().template(), user.icp(), user.enabled());
            }
        }
    }

    /** A name as {@link #writeUsers} wrote it. */
    static String withoutGuard(String name) {
        return name.length() > 1 && name.charAt(0) == '\'' && FORMULA.indexOf(name.charAt(1)) >= 0
                ? name.substring(1)
                : name;
    }

    /** What to fill in: the header of a file of users, or of devices. */
    public static String template(boolean ofDevices) {
        return String.join(",", Arrays.stream(Column.values()).filter(column -> column.isAllowed(ofDevices))
                .map(Column::header).toList()) + "\r\n";
    }

    private static CSVFormat format(List<Column> columns) {
        return CSVFormat.RFC4180.builder().setHeader(columns.stream().map(Column::header).toArray(String[]::new)).get();
    }
}
