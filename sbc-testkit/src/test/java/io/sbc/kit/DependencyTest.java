package io.sbc.kit;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Who may depend on whom in the test kit. */
@AnalyzeClasses(packages = "io.sbc.kit", importOptions = ImportOption.DoNotIncludeTests.class)
class DependencyTest {

    private static final DescribedPredicate<JavaClass> PRODUCT = JavaClass.Predicates.resideInAPackage("io.sbc..")
            .and(JavaClass.Predicates.resideOutsideOfPackage("io.sbc.kit.."))
            .as("the product's code");

    @ArchTest
    static final ArchRule KIT_SHARES_NO_CODE_WITH_THE_PRODUCT = noClasses().should()
            .dependOnClassesThat(PRODUCT)
            .because("a peer that shares the product's code shares its errors");

    @ArchTest
    static final ArchRule KIT_USES_NO_NETTY = noClasses().should()
            .dependOnClassesThat()
            .resideInAPackage("io.netty..")
            .because("the product's transport is Netty, the kit's must be another");

    @ArchTest
    static final ArchRule ONLY_SIP_KNOWS_THE_INSIDE_OF_THE_RI = noClasses().that()
            .resideOutsideOfPackages("io.sbc.kit.sip", "io.sbc.kit.pbx")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("gov.nist..")
            .because("phones and demo use the standard interfaces of javax.sip");

    @ArchTest
    static final ArchRule ONLY_MEDIA_KNOWS_JITSI_SRTP = noClasses().that()
            .resideOutsideOfPackage("io.sbc.kit.media")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.jitsi..");

    @ArchTest
    static final ArchRule AUDIO_AND_SDP_ARE_PURE = noClasses().that()
            .resideInAnyPackage("io.sbc.kit.audio", "io.sbc.kit.sdp")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.sbc.kit.sip..", "io.sbc.kit.media..", "io.sbc.kit.phone..", "io.sbc.kit.pbx..",
                    "java.nio.channels..", "javax.sip..");
}
