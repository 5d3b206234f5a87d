package io.sbc.core;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import io.sbc.base.Clock;
import io.sbc.core.sip.transport.TransportProtocol;
import io.sbc.media.api.AddressLearning;
import io.sbc.media.api.MediaQuality;
import io.sbc.media.api.MediaSide;
import io.sbc.media.api.MediaStats;
import io.sbc.media.api.MediaVerdict;
import io.sbc.media.api.PayloadFormat;
import io.sbc.media.api.SrtpSuite;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may depend on whom in sbc-core. Each rule is a sentence of docs/architecture.md. */
@AnalyzeClasses(packages = "io.sbc.core", importOptions = ImportOption.DoNotIncludeTests.class)
class CoreArchitectureTest {

    private static final String[] PURE = {"io.sbc.core.sip.message..", "io.sbc.core.sdp..", "io.sbc.core.sip.dialog..",
        "io.sbc.core.policy.."};

    @ArchTest
    static final ArchRule DECISIONS_ARE_PURE = noClasses().that().resideInAnyPackage(PURE).should()
            .dependOnClassesThat(resideInAnyPackage("io.netty..", "org.slf4j..", "java.util.logging..", "java.sql..",
                    "org.jdbi..", "java.util.concurrent..", "java.nio.file..", "java.time..",
                    "io.sbc.core.directory.sql..")
                    .or(equivalentTo(Clock.class)))
            .because("messages, descriptions, dialogs and policies get time and randomness as arguments and do no I/O")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule TRANSACTIONS_ARE_STEPS = noClasses().that().resideInAPackage("io.sbc.core.sip.transaction..")
            .should().dependOnClassesThat(resideInAnyPackage("io.netty..", "java.sql..", "org.jdbi..", "java.io.."))
            .because("the machines of RFC 3261 §17 are steps; the shard runs their effects").allowEmptyShould(true);

    @ArchTest
    static final ArchRule MACHINES_ARE_PURE = noClasses().that().resideInAPackage("io.sbc.core.sip.transaction..").and()
            .haveSimpleNameEndingWith("Machine").should()
            .dependOnClassesThat(
                    resideInAnyPackage("org.slf4j..", "java.time..", "java.util.concurrent..", "io.sbc.base..",
                            "io.sbc.core.engine..", "io.sbc.core.sip.transport.."))
            .because("a step of a machine depends on state and event alone");

    @ArchTest
    static final ArchRule ONLY_TRANSPORT_KNOWS_NETTY = noClasses().that()
            .resideOutsideOfPackage("io.sbc.core.sip.transport..").should()
            .dependOnClassesThat(resideInAPackage("io.netty.."))
            .because("core.sip.transport is the only package that imports Netty");

    /** Names of suites and figures of calls are read by configuration and call records. */
    private static final DescribedPredicate<JavaClass> PLAIN_VALUES = equivalentTo(SrtpSuite.class)
            .or(equivalentTo(AddressLearning.class)).or(equivalentTo(PayloadFormat.class))
            .or(belongToAnyOf(MediaStats.class, MediaQuality.class, MediaVerdict.class, MediaSide.class));

    @ArchTest
    static final ArchRule ONLY_THE_MEDIA_LINK_KNOWS_MEDIA = noClasses().that()
            .resideOutsideOfPackages("io.sbc.core.medialink..", "io.sbc.core.sdp.negotiate..",
                    "io.sbc.core.capture..")
            .and()
            .doNotBelongToAnyOf(Side.class).should()
            .dependOnClassesThat(resideInAPackage("io.sbc.media..").and(not(PLAIN_VALUES)))
            .because(
                    "signalling speaks to media in core.medialink and core.sdp.negotiate only; captures read its packets");

    @ArchTest
    static final ArchRule ONLY_ITS_API = noClasses().should().dependOnClassesThat(
            resideInAPackage("io.sbc.media..").and(not(resideInAPackage("io.sbc.media.api.."))))
            .because("io.sbc.media.api is the only door of the media plane");

    @ArchTest
    static final ArchRule NO_HTTP = noClasses().should()
            .dependOnClassesThat(resideInAnyPackage("io.javalin..", "java.net.http..", "com.sun.net.httpserver..",
                    "org.eclipse.jetty..", "jakarta.servlet..", "io.netty.handler.codec.http.."))
            .because("sbc-core knows no HTTP");

    @ArchTest
    static final ArchRule SQL_IN_ITS_PLACE = noClasses().that()
            .resideOutsideOfPackages("io.sbc.core.directory.sql..", "io.sbc.core.recorder.sql..").should()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi..", "org.flywaydb..",
                    "org.sqlite.."))
            .because("SQL is spoken in core.directory.sql and core.recorder.sql only");

    @ArchTest
    static final ArchRule MESSAGES_STAND_ALONE = classes().that().resideInAPackage("io.sbc.core.sip.message..").should()
            .onlyDependOnClassesThat(resideInAnyPackage("io.sbc.core.sip.message..", "java..", "org.jspecify.."))
            .because("everything stands on messages, messages stand on nothing");

    @ArchTest
    static final ArchRule DESCRIPTIONS_STAND_ALONE = classes().that().resideInAPackage("io.sbc.core.sdp").should()
            .onlyDependOnClassesThat(resideInAnyPackage("io.sbc.core.sdp", "java..", "org.jspecify.."))
            .because("descriptions know nothing of SIP, sides or media");

    /**
     * The engine is below everything by its ShardContext and above everything by its router; only the first counts here.
     * TransportProtocol is a word that configuration and transport share.
     */
    @ArchTest
    static final ArchRule NO_CYCLES = slices().matching("io.sbc.core.(**)").should().beFreeOfCycles()
            .ignoreDependency(resideInAPackage("io.sbc.core.engine"), alwaysTrue())
            .ignoreDependency(alwaysTrue(), equivalentTo(TransportProtocol.class))
            .because("a package is understood with those below it");

    @ArchTest
    static final ArchRule NO_CALL_AND_NO_REGISTRATION_ASKS_FOR_A_LICENCE = noClasses().that()
            .resideInAnyPackage("io.sbc.core.call..", "io.sbc.core.registrar..", "io.sbc.core.engine..",
                    "io.sbc.core.guard..", "io.sbc.core.policy..", "io.sbc.core.subscription..")
            .should().dependOnClassesThat().haveSimpleNameContaining("Licence")
            .because("licences are counted when users are made: nobody is kept from an emergency call");
}
