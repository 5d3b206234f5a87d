package io.sbc.admin.users;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.sbc.core.config.ConfigReader;
import io.sbc.core.config.ConfigResult;
import io.sbc.core.config.SbcConfig;
import io.sbc.core.directory.Device;
import io.sbc.core.directory.DeviceKind;
import io.sbc.core.directory.DigestHa1;
import io.sbc.core.directory.Secret;
import io.sbc.core.directory.sql.SqlStore;
import io.sbc.core.history.Authorship;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UserImportTest {

    private static final String HEADER = "email,kind,set_user,set_password,icp_user,icp_auth_user,icp_password,icp,enabled\n";

    private SqlStore store;
    private UserImport users;

    @BeforeEach
    void open(@TempDir Path data) {
        SbcConfig config = ((ConfigResult.Valid) new ConfigReader(1).parse("""
                set: {realm: example.com}
                store: {database: %1$s/sbc.db, key-file: %1$s/secret.key}
                icp:
                  pbxs:
                    - {id: main, domain: pbx.example.com, host: 192.0.2.1, port: 5060}
                    - {id: branch, domain: pbx.example.com, host: 192.0.2.2, port: 5060}
                """.formatted(data))).config();
        store = SqlStore.open(config.store(), new SecureRandom());
        Templates templates = new Templates(() -> config, store.templates());
        Licences licences = Licences.of(() -> config, store.licences());
        users = new UserImport(() -> config, store, templates, licences,
                new PsiUsers(() -> config, store, templates, licences, new SecureRandom()), new SecureRandom());
    }

    @AfterEach
    void close() {
        store.close();
    }

    private ImportReport apply(String csv) {
        return users.apply(csv, Authorship.system("test"));
    }

    @Test
    void shouldImportEveryField() {
        ImportReport report = apply(
                HEADER + "alice@example.com,mobile,*55#,\"s,\"\"x\",1001,auth1,päss,branch,false\r\n");

        assertEquals(List.of("row 2: alice@example.com mobile: create"), lines(report));
        Device device = store.devices().getFirst();
        assertEquals("alice@example.com", device.email());
        assertEquals(DeviceKind.MOBILE, device.kind());
        assertEquals("*55#", device.setUser());
        assertEquals(DigestHa1.of("*55#", "example.com", new Secret("s,\"x")), device.ha1());
        assertEquals("auth1", device.icpAuthUser());
        assertEquals(new Secret("päss"), device.icpSecret());
        assertEquals("branch", device.icp());
        assertFalse(device.enabled());
    }

    @Test
    void shouldFillInWhatMayBeLeftOut() {
        apply("set_user,set_password,icp_user,icp_password,kind,email\nalice,s,1001,p,desktop,alice@example.com");

        Device device = store.devices().getFirst();
        assertEquals("1001", device.icpAuthUser());
        assertEquals("main", device.icp());
        assertTrue(device.enabled());
    }

    @Test
    void shouldTellEachRowAndApplyNothingWhenOneIsRefused() {
        ImportReport report = apply(HEADER + """
                alice@example.com,desktop,alice,s,1001,,p,,
                bob,laptop,b ob,,1002,,p,,yes
                carol@example.com,desktop,alice,s,1003,,p,,
                alice@example.com,desktop,alice3,s,1004,,p,,
                dave@example.com,desktop,dave,s,1001,,p,,
                erin@example.com,desktop,erin,s,1005,,p,nowhere,
                frank@example.com,desktop,frank
                """);

        assertEquals(List.of("row 2: alice@example.com desktop: create",
                "row 3: bob laptop: refused: email \"bob\" must be an email address; "
                        + "kind \"laptop\" must be desktop or mobile; "
                        + "set_user \"b ob\" must be 1 to 64 letters, digits and -_.!~*'()&=+$,;?/#; "
                        + "set_password is missing; enabled \"yes\" must be true or false",
                "row 4: carol@example.com desktop: refused: "
                        + "set_user \"alice\" belongs to another device of alice@example.com",
                "row 5: alice@example.com desktop: refused: the same email and kind stand in the batch before",
                "row 6: dave@example.com desktop: refused: "
                        + "icp_user \"1001\" at \"main\" belongs to another device of alice@example.com",
                "row 7: erin@example.com desktop: refused: icp \"nowhere\" must be one of main, branch",
                "row 8: frank@example.com: refused: has 3 fields, and the header has 9"), lines(report));
        assertEquals("nothing was imported: 6 of 7 rows are refused", report.summary());
        assertEquals(List.of(), store.devices());
    }

    @Test
    void shouldTellCreatedReplacedAndUnchanged() {
        String alice = "alice@example.com,desktop,alice,s,1001,,p,,\n";
        apply(HEADER + alice + "bob@example.com,desktop,bob,s,1002,,p,,\n");

        ImportReport report = apply(HEADER + alice + "bob@example.com,desktop,bob,s,1002,,other,,\n"
                + "bob@example.com,mobile,bob-m,s,1003,,p,,\n");

        assertEquals("imported 3 rows: 1 created, 1 replaced, 1 unchanged", report.summary());
        assertEquals(new Secret("other"), store.devices().get(1).icpSecret());
    }

    @Test
    void shouldRefuseHeaderItDoesNotKnow() {
        assertEquals(
                List.of("row 1: header: refused: unknown column \"mail\"; column kind stands twice; "
                        + "column email is missing; column icp_password is missing"),
                lines(apply("mail,kind,kind,set_user,set_password,icp_user\n")));
        assertEquals(List.of("row 1: header: refused: the file is empty"), lines(apply("")));
    }

    @Test
    void shouldTakeByteOrderMarkAndEmptyLines() {
        ImportReport report = apply("\uFEFF" + HEADER + "\nalice@example.com,desktop,alice,s,1001,,p,,\n\n");

        assertTrue(report.applied(), report.toString());
    }

    @Test
    void shouldRefuseQuotesThatDoNotPairUp() {
        ImportReport report = apply(HEADER + "alice@example.com,desktop,alice,s,1001,,p,,\n\"bob@example.com,desktop");

        assertFalse(report.applied());
        assertTrue(report.lines().getLast().reason().startsWith("not CSV from here on"), report.toString());
    }

    @Test
    void shouldNeverShowAPassword() {
        ImportReport report = apply(HEADER + "alice@example.com,desktop,alice,SET\tSECRET,1001,,ICP\tSECRET,,\n");

        assertEquals("set_password must be 1 to 255 characters; icp_password must be 1 to 255 characters",
                report.lines().getFirst().reason());
    }

    @Test
    void shouldTakeTenThousandRowsAndNoMore() {
        String rows = IntStream.range(0, 10_000)
                .mapToObj(i -> "u" + i + "@example.com,desktop,u" + i + ",s," + i + ",,p,,\n")
                .collect(Collectors.joining("", HEADER, ""));

        assertTrue(apply(rows).applied());
        ImportReport more = apply(rows + "x@example.com,desktop,x,s,x,,p,,\n");

        assertFalse(more.applied());
        assertEquals("row 10002: refused: more than 10000 rows: import them in parts",
                more.lines().getLast().toString());
    }

    @Test
    void shouldExportWithoutSecrets() throws IOException {
        apply(HEADER + "alice@example.com,desktop,\"a,b\",s,1001,auth,p,,\n");

        StringBuilder csv = new StringBuilder();
        UserExport.write(store.devices(), csv);

        assertEquals("email,kind,set_user,icp_user,icp_auth_user,icp,enabled\r\n"
                + "alice@example.com,desktop,\"a,b\",1001,auth,main,true\r\n", csv.toString());
    }

    private static List<String> lines(ImportReport report) {
        return report.lines().stream().map(ImportReport.Line::toString).toList();
    }
}
