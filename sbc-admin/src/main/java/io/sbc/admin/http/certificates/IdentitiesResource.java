package io.sbc.admin.http.certificates;

import io.sbc.admin.http.Schema;
import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.certs.Identities;
import io.sbc.admin.certs.Identities.Identity;
import io.sbc.admin.certs.Identities.Outcome;
import io.sbc.admin.http.AdminResource;
import io.sbc.admin.http.Api;
import io.sbc.admin.http.BadInput;
import io.sbc.admin.http.Caller;
import io.sbc.admin.http.rest.Fields;
import io.sbc.core.access.Permission;
import io.sbc.core.history.EventDraft;
import io.sbc.core.history.HistoryStore;
import io.sbc.core.history.PropertyChange;
import io.sbc.core.history.Subject;
import io.sbc.core.sip.transport.tls.CertificateNames;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The certificates that listeners show.
 *
 * <pre>
 *  GET /api/v1/certificates        all of them: whose, for which names, until when; never a key
 *  PUT /api/v1/certificates/{id}   {"certificate": "-----BEGIN CERTIFICATE-----...", "key": "-----BEGIN PRIVATE KEY-----..."}
 * </pre>
 */
public final class IdentitiesResource implements AdminResource {

    private static final Schema ONE = Schema.object().text("id").text("key").text("file").flag("required")
            .text("problem").text("subject").text("issuer").text("names").text("from").text("until")
            .text("algorithm").text("sha256").integer("chain").required("id", "key", "file", "required");

    private final Identities identities;
    private final HistoryStore history;

    public IdentitiesResource(Identities identities, HistoryStore history) {
        this.identities = identities;
        this.history = history;
    }

    @Override
    public void register(Api api) {
        api.get("/certificates", Permission.READ_SETTINGS, "Certificates that listeners show", (context, _) -> context
                .json(Map.of("certificates", identities.all().stream().map(IdentitiesResource::fields).toList())))
                .returns(Schema.object().array("certificates", ONE).required("certificates"));
        api.put("/certificates/{id}", Permission.WRITE_SETTINGS, "Put another certificate and key into force",
                this::replace)
                .takes(Schema.object().text("certificate").text("key").required("certificate", "key")).returns(ONE);
    }

    private void replace(Context context, Caller caller) throws BadInput, IOException {
        Fields fields = Fields.replacing(context, Set.of("certificate", "key"));
        switch (identities.replace(context.pathParam("id"), fields.requiredText("certificate"),
                fields.requiredText("key"))) {
            case Outcome.Done(Optional<X509Certificate> before, Identity now) -> {
                history.record(EventDraft.of(caller.authorship(), "certificate.replaced",
                        new Subject("certificate", now.key()),
                        List.of(new PropertyChange("sha256", before.map(IdentitiesResource::fingerprint),
                                now.chain().stream().findFirst().map(IdentitiesResource::fingerprint)),
                                new PropertyChange("until", before.map(old -> old.getNotAfter().toInstant().toString()),
                                        Identities.endOf(now).map(String::valueOf))),
                        "security"));
                context.json(fields(now));
            }
            case Outcome.Refused(String field, String sentence) ->
                throw new BadInput(HttpStatus.UNPROCESSABLE_CONTENT, sentence, Map.of("field", field));
            case Outcome.Unknown() -> throw new BadInput(HttpStatus.NOT_FOUND,
                    "There is no certificate " + context.pathParam("id") + ".");
        }
    }

    private static Map<String, Object> fields(Identity identity) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("id", identity.id());
        fields.put("key", identity.key());
        fields.put("file", identity.files().certificate().toString());
        fields.put("required", identity.files().required());
        if (!identity.problem().isEmpty()) {
            fields.put("problem", identity.problem());
        }
        identity.chain().stream().findFirst().ifPresent(certificate -> {
            fields.put("subject", certificate.getSubjectX500Principal().getName());
            fields.put("issuer", certificate.getIssuerX500Principal().getName());
            fields.put("names", CertificateNames.of(certificate).described());
            fields.put("from", certificate.getNotBefore().toInstant().toString());
            fields.put("until", certificate.getNotAfter().toInstant().toString());
            fields.put("algorithm", certificate.getPublicKey().getAlgorithm());
            fields.put("sha256", fingerprint(certificate));
            fields.put("chain", identity.chain().size());
        });
        return fields;
    }

    private static String fingerprint(X509Certificate certificate) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException(e); // it was just read
        }
    }
}
