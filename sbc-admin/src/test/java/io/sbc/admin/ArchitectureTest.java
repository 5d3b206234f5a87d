package io.sbc.admin;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import io.sbc.core.access.Permission;
import io.sbc.core.access.Role;
import io.sbc.core.sip.message.ReasonPhrases;

/** Who may depend on whom (docs/architecture.md), as seen from the admin plane. */
@AnalyzeClasses(packages = "io.sbc", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule HTTP_STAYS_IN_ITS_PACKAGE = noClasses().that()
            .resideOutsideOfPackages("io.sbc.admin.http..", "io.sbc.admin.console..").should().dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..", "io.micrometer..")
            .because("the HTTP and metrics libraries are details of admin.http and admin.console");

    @ArchTest
    static final ArchRule THE_CONSOLE_USES_ONLY_THE_API = classes().that().resideInAPackage("io.sbc.admin.console..")
            .should()
            .onlyDependOnClassesThat(resideInAnyPackage("java..", "io.sbc.admin.console..", "io.sbc.admin.http",
                    "io.sbc.admin.http.edge", "io.javalin..", "jakarta.servlet..", "gg.jte..",
                    "com.fasterxml.jackson..",
                    "kotlin..", "org.jspecify..").or(equivalentTo(Permission.class)).or(equivalentTo(Role.class))
                    .or(equivalentTo(ReasonPhrases.class)))
            .because(
                    "what a page shows and does is asked of the API as the visitor (ADR 0220); what a SIP status is called "
                            + "is RFC 3261's, not ours to tell");

    @ArchTest
    static final ArchRule COMMAND_LINE_STAYS_IN_ITS_PACKAGE = noClasses().that()
            .resideOutsideOfPackages("io.sbc.admin.cli..", "io.sbc.kit..").should().dependOnClassesThat()
            .resideInAPackage("picocli..").because("nothing but admin.cli reads arguments");

    @ArchTest
    static final ArchRule NOTHING_BELOW_KNOWS_THE_ADMIN_PLANE = noClasses().that()
            .resideInAnyPackage("io.sbc.core..", "io.sbc.media..", "io.sbc.base..").should().dependOnClassesThat()
            .resideInAPackage("io.sbc.admin..").because("sbc-admin → sbc-core → sbc-media, never back");

    @ArchTest
    static final ArchRule ONLY_BOOT_AND_COMMANDS_WIRE = noClasses().that()
            .resideInAnyPackage("io.sbc.admin.http..", "io.sbc.admin.certs..", "io.sbc.admin.users..").should()
            .dependOnClassesThat().resideInAnyPackage("io.sbc.admin.boot..", "io.sbc.admin.cli..")
            .because("boot makes the others and is made by nobody but the command line");

    @ArchTest
    static final ArchRule THE_PEERS_OF_THE_TESTS_STAY_OUT = noClasses().that()
            .resideInAnyPackage("io.sbc.admin..", "io.sbc.core..", "io.sbc.media..").should().dependOnClassesThat()
            .resideInAnyPackage("io.sbc.kit..", "javax.sip..", "gov.nist..", "org.jitsi..")
            .because("peers share no code with the product");

    @ArchTest
    static final ArchRule PACKETS_ARE_NOT_FOR_THE_ADMIN_PLANE = noClasses().that().resideInAPackage("io.sbc.admin..")
            .should().dependOnClassesThat()
            .resideInAnyPackage("io.sbc.media.rtp..", "io.sbc.media.rtcp..", "io.sbc.media.srtp..",
                    "io.sbc.media.relay..",
                    "io.sbc.media.loop..", "io.netty..")
            .because("sbc-admin never knows packets");
}
