package io.sbc.admin.alarm.send;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.sbc.admin.alarm.AlarmKind;
import io.sbc.core.alarm.Severity;
import io.sbc.core.config.AlarmSettings.MailSecurity;
import io.sbc.core.config.AlarmSettings.MailSettings;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MailChannelTest {

    @TempDir
    Path directory;

    private GreenMail server;

    @BeforeEach
    void start() {
        server = new GreenMail(new ServerSetup[]{new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS)});
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    private MailChannel channel(MailSecurity security, int port, String user) throws IOException {
        Path password = Files.writeString(directory.resolve("password"), "right\n");
        return new MailChannel(new MailSettings("127.0.0.1", port, security, user, Optional.of(password),
                "sbc@example.com", List.of("noc@example.com", "anna@example.com"), Severity.MAJOR,
                Duration.ofSeconds(30), Optional.empty()), "node1", () -> News.NOW);
    }

    private MimeMessage received() {
        assertTrue(server.waitForIncomingEmail(10_000, 2));
        return server.getReceivedMessages()[0];
    }

    @Test
    void shouldSayWhatIsWrongAndWhatToDo() throws Exception {
        channel(MailSecurity.NONE, server.getSmtp().getPort(), "")
                .send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx")));

        MimeMessage mail = received();
        assertEquals("[SBC node1] critical: PBX unreachable pbx", mail.getSubject());
        assertEquals("auto-generated", mail.getHeader("Auto-Submitted", ","));
        String text = mail.getContent().toString();
        assertTrue(text.contains("pbx is bad.") && text.contains(AlarmKind.PBX_UNREACHABLE.remedy()), text);
    }

    @Test
    void shouldPutManyIntoOneMail() throws Exception {
        channel(MailSecurity.NONE, server.getSmtp().getPort(), "")
                .send(List.of(News.raised(AlarmKind.DISK_LOW, "/var"), News.raised(AlarmKind.PBX_UNREACHABLE, "pbx"),
                        News.cleared(AlarmKind.DISK_LOW, "/var")));

        MimeMessage mail = received();
        assertEquals("[SBC node1] 3 messages of alarms, the worst is critical", mail.getSubject());
        assertEquals(2, server.getReceivedMessages().length, "one for each receiver");
        assertTrue(mail.getContent().toString().contains("CLEARED  Disk nearly full"));
    }

    @Test
    void shouldLogIn() throws Exception {
        server.setUser("sbc", "right");
        channel(MailSecurity.NONE, server.getSmtp().getPort(), "sbc")
                .send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx")));
        received();
    }

    @Test
    void shouldNotSendInClearWhatIsToGoByTls() {
        assertThrows(IOException.class, () -> channel(MailSecurity.STARTTLS, server.getSmtp().getPort(), "")
                .send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx"))));
        assertEquals(0, server.getReceivedMessages().length);
    }

    @Test
    void shouldNotTrustAServerThatNobodyVouchesFor() {
        assertThrows(IOException.class, () -> channel(MailSecurity.TLS, server.getSmtps().getPort(), "")
                .send(List.of(News.raised(AlarmKind.PBX_UNREACHABLE, "pbx"))));
        assertEquals(0, server.getReceivedMessages().length);
    }
}
