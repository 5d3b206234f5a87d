package io.sbc.media;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may depend on whom in the media plane; see docs/architecture.md. */
@AnalyzeClasses(packages = "io.sbc", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule MEDIA_KNOWS_NO_SIGNALLING = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("io.sbc.core..", "io.sbc.admin..", "io.sbc.kit..", "javax.sip..", "io.netty..",
                    "java.net.http..", "java.sql..")
            .because("the media plane carries; it knows nothing of SIP, SDP, HTTP or stores");

    @ArchTest
    static final ArchRule BASE_STANDS_ON_NOTHING = classes().that().resideInAPackage("io.sbc.base..").should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.sbc.base..", "java..", "org.jctools..", "org.jspecify..")
            .because("base is what everything else stands on");

    @ArchTest
    static final ArchRule API_IS_ONLY_MESSAGES = classes().that().resideInAPackage("io.sbc.media.api..").should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.sbc.media.api..", "io.sbc.base..", "java..", "org.jspecify..")
            .because("the planes meet in messages, so that media could become a process of its own");

    @ArchTest
    static final ArchRule PACKET_PATH_DOES_NOT_LOG = noClasses().that()
            .resideInAnyPackage("io.sbc.base..", "io.sbc.media.loop..", "io.sbc.media.relay..", "io.sbc.media.socket..",
                    "io.sbc.media.srtp..", "io.sbc.media.rtp..", "io.sbc.media.rtcp..", "io.sbc.media.quality..",
                    "io.sbc.media.tap..")
            .should().dependOnClassesThat().resideInAPackage("org.slf4j..")
            .because("packets are counted; the conductor logs what a person will act on");

    @ArchTest
    static final ArchRule HEADERS_STAND_ALONE = classes().that().resideInAPackage("io.sbc.media.rtp..").should()
            .onlyDependOnClassesThat().resideInAnyPackage("io.sbc.media.rtp..", "java..", "org.jspecify..")
            .because("flyweights know octets only");

    @ArchTest
    static final ArchRule SRTP_KNOWS_NO_SOCKETS = classes().that().resideInAPackage("io.sbc.media.srtp..").should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("io.sbc.media.srtp..", "io.sbc.media.api..", "io.sbc.media.rtp..",
                    "io.sbc.media.rtcp..", "java..", "javax.crypto..", "org.jspecify..")
            .because("cryptographic contexts work on octets wherever they come from");

    @ArchTest
    static final ArchRule LAYERS_POINT_DOWN = noClasses().that()
            .resideInAnyPackage("io.sbc.media.socket..", "io.sbc.media.srtp..", "io.sbc.media.quality..").should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sbc.media.relay..", "io.sbc.media.loop..", "io.sbc.media.conductor..")
            .because("conductor → loop → relay → socket, srtp, quality, and never back");

    @ArchTest
    static final ArchRule RELAY_KNOWS_NO_LOOP = noClasses().that().resideInAPackage("io.sbc.media.relay..").should()
            .dependOnClassesThat().resideInAnyPackage("io.sbc.media.loop..", "io.sbc.media.conductor..")
            .because("conductor → loop → relay, and never back");

    @ArchTest
    static final ArchRule LOOPS_KNOW_NO_CONDUCTOR = noClasses().that().resideInAPackage("io.sbc.media.loop..")
            .should().dependOnClassesThat().resideInAPackage("io.sbc.media.conductor..")
            .because("a loop tells its owner through an interface");

    @ArchTest
    static final ArchRule TIME_IS_INJECTED = noClasses().that().doNotHaveSimpleName("SystemClock").should()
            .callMethodWhere(target(owner(JavaClass.Predicates.type(System.class)))
                    .and(target(name("nanoTime")).or(target(name("currentTimeMillis")))))
            .because("time comes from io.sbc.base.Clock");
}
