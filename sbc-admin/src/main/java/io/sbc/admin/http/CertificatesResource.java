package io.sbc.admin.http;

import io.javalin.http.Context;
import io.javalin.http.HttpStatus;
import io.sbc.admin.certs.CertificateDesk;
import io.sbc.admin.certs.CertificateDesk.Outcome;
import io.sbc.admin.certs.CertificateDesk.Shown;
import io.sbc.admin.http.rest.Fields;
import io.sbc.core.access.Permission;
import io.sbc.core.directory.Secret;
import io.sbc.core.sip.transport.tls.CertificateNames;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The certificates that this SBC shows. Keys go in and never come out.
 *
 * <pre>
 *  GET  /api/v1/certificates           all: who shows it, for which names, from whom, until when
 *  GET  /api/v1/certificates/{name}    one: set, set-2, icp, api
 *  PUT  /api/v1/certificates/{name}    {"certificate": "PEM chain", "key": "PEM"}: in force at once; 422 says what is wrong with it.
 *                                      "anyName": true takes one that is not for the name that peers are told
 *  POST /api/v1/certificates/reload    reads certificates and keys again
 * </pre>
 */
public final class CertificatesResource implements AdminResource {

    private static final Schema CERTIFICATE = Schema.object().text("name").texts("usedBy").text("problem")
            .text("subject").text("issuer").texts("names").text("from").text("until").text("key").text("fingerprint")
            .integer("chain").required("name", "usedBy", "chain");

    private final CertificateDesk desk;

    public CertificatesResource(CertificateDesk desk) {
        this.desk = desk;
    }

    @Override
    public void register(Api api) {
        api.get("/certificates", Permission.READ_STATUS, "The certificates that this SBC shows",
                (context, _) -> context.json(Map.of("certificates",
                        desk.certificates().stream().map(CertificatesResource::fields).toList())))
                .returns(Schema.object().array("certificates", CERTIFICATE).required("certificates"));
        api.get("/certificates/{name}", Permission.READ_STATUS, "One of them",
                (context, _) -> context.json(
                        fields(desk.certificate(context.pathParam("name")).orElseThrow(() -> unknown(context)))))
                .returns(CERTIFICATE);
        api.put("/certificates/{name}", Permission.WRITE_SETTINGS, "Put another certificate and key in its place",
                this::replace)
                .takes(Schema.object().text("certificate").text("key").flag("anyName").required("certificate", "key"))
                .returns(CERTIFICATE);
        api.post("/certificates/reload", Permission.OPERATE, "Read certificates and keys again", this::reload)
                .returns(Schema.object().text("status").text("detail").required("status", "detail"));
    }

    private void replace(Context context, Caller caller) throws BadInput, IOException {
        Fields fields = Fields.replacing(context, Set.of("certificate", "key", "anyName"));
        Outcome outcome = desk.replace(context.pathParam("name"), fields.requiredText("certificate"),
                new Secret(fields.requiredText("key")), fields.flag("anyName").said().orElse(false),
                caller.authorship());
        switch (outcome) {
            case Outcome.Done(Shown now) -> context.json(fields(now));
            case Outcome.Unknown() -> throw unknown(context);
            case Outcome.Refused(String why) -> throw new BadInput(HttpStatus.UNPROCESSABLE_CONTENT, why);
        }
    }

    private static BadInput unknown(Context context) {
        return new BadInput(HttpStatus.NOT_FOUND, "There is no certificate " + context.pathParam("name") + ".");
    }

    private void reload(Context context, Caller caller) {
        try {
            desk.reload(caller.authorship());
            context.json(Map.of("status", "done", "detail", "The certificates were read again and are in force."));
        } catch (IOException unusable) {
            new Problem(HttpStatus.CONFLICT, String.valueOf(unusable.getMessage())).send(context);
        }
    }

    private static Map<String, Object> fields(Shown shown) {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("name", shown.name());
        fields.put("usedBy", shown.usedBy());
        if (!shown.problem().isEmpty()) {
            fields.put("problem", shown.problem());
        }
        Optional<X509Certificate> first = shown.chain().stream().findFirst();
        first.ifPresent(certificate -> {
            fields.put("subject", certificate.getSubjectX500Principal().getName());
            fields.put("issuer", certificate.getIssuerX500Principal().getName());
            fields.put("names", names(certificate));
            fields.put("from", certificate.getNotBefore().toInstant().toString());
            fields.put("until", certificate.getNotAfter().toInstant().toString());
            fields.put("key", certificate.getPublicKey().getAlgorithm());
            fields.put("fingerprint", CertificateDesk.fingerprint(certificate));
        });
        fields.put("chain", shown.chain().size());
        return fields;
    }

    private static List<String> names(X509Certificate certificate) {
        CertificateNames names = CertificateNames.of(certificate);
        return Stream.concat(names.dnsNames().stream(), names.addresses().stream()).toList();
    }
}
