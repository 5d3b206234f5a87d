package io.sbc.admin.console.settings;

import io.sbc.admin.console.ApiRefusal;
import io.sbc.admin.console.ConsoleApi;
import io.sbc.admin.console.Doc;
import io.sbc.admin.console.FormInput;
import io.sbc.admin.console.PageGroup;
import io.sbc.admin.console.Pages;
import io.sbc.admin.console.Section;
import io.sbc.admin.console.Trouble;
import io.sbc.admin.console.Visit;
import io.sbc.core.access.Permission;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Certificates with their expiry; another pair by file or by text; read again. */
public final class CertificatePages implements PageGroup {

    private static final String PAGE = "/certificates";
    private static final Duration SOON = Duration.ofDays(30);

    private final InstantSource clock;

    /** @param clock by which they expire */
    public CertificatePages(InstantSource clock) {
        this.clock = clock;
    }

    /** One of them, with a word for how long it lasts. */
    public record Row(Doc certificate, String word, String tone) {}

    @Override
    public void register(Pages pages) {
        pages.menu(Section.ADMINISTRATION, "Certificates", PAGE, Permission.READ_SETTINGS);
        pages.get(PAGE, Permission.READ_SETTINGS, this::list);
        pages.post("/certificates/reload", Permission.OPERATE, CertificatePages::reload);
        pages.get("/certificates/{id}", Permission.WRITE_SETTINGS, CertificatePages::form);
        pages.post("/certificates/{id}", Permission.WRITE_SETTINGS, CertificatePages::replace);
    }

    private void list(Visit visit) throws ApiRefusal, IOException {
        List<Row> rows = visit.api().get(PAGE).list("certificates").stream().map(this::row).toList();
        visit.show("settings/certificates.jte", "Certificates", Map.of("rows", rows));
    }

    private Row row(Doc certificate) {
        if (!certificate.has("until")) {
            boolean needed = certificate.flag("required");
            return new Row(certificate, needed ? "cannot be read" : "not there", needed ? "bad" : "");
        }
        Duration left = Duration.between(clock.instant(), Instant.parse(certificate.text("until")));
        return left.isNegative()
                ? new Row(certificate, "expired", "bad")
                : new Row(certificate, left.toDays() + " days left", left.compareTo(SOON) < 0 ? "fair" : "good");
    }

    private static void reload(Visit visit) throws ApiRefusal, IOException {
        visit.api().post("/certificates/reload", Map.of());
        visit.redirect(PAGE, "All certificates were read again and are in force.");
    }

    private static void form(Visit visit) throws ApiRefusal, IOException {
        Doc certificate = visit.api().get(PAGE).list("certificates").stream()
                .filter(each -> each.text("id").equals(visit.segment("id"))).findFirst()
                .orElseThrow(() -> Trouble.refusal("", "There is no such certificate."));
        visit.show("settings/certificate.jte", "Replace " + certificate.text("key"), Map.of("certificate", certificate,
                "action", PAGE + "/" + ConsoleApi.segment(visit.segment("id"))));
    }

    private static void replace(Visit visit) throws ApiRefusal, IOException {
        try {
            visit.api().put(PAGE + "/" + ConsoleApi.segment(visit.segment("id")),
                    Map.of("certificate", given(visit, "certificate"), "key", given(visit, "key")), "");
            visit.redirect(PAGE, "The new certificate is in force. The old files lie beside it as .old.");
        } catch (ApiRefusal refusal) {
            if (refusal.trouble().status() == 404) {
                throw refusal;
            }
            visit.with(FormInput.placed(refusal.trouble(), "certificate", "key"));
            form(visit);
        }
    }

    /** As a file, or as text. */
    private static String given(Visit visit, String name) throws ApiRefusal, IOException {
        Optional<Visit.Upload> file = visit.upload(name + "File");
        String text = file.map(upload -> new String(upload.content(), StandardCharsets.US_ASCII))
                .orElse(visit.secretField(name));
        if (text.isBlank()) {
            throw Trouble.refusal(name, "Choose a file, or paste its text.");
        }
        return text;
    }
}
