package io.sbc.interop.peer;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The programs that the peers are, and the Debian packages that bring them. */
enum DebianProgram {
    BARESIP("baresip", "baresip-core"),
    KAMAILIO("kamailio", "kamailio"),
    LINPHONE("linphonec",
            "linphone-cli"),
    RTPENGINE("rtpengine",
            "rtpengine-daemon"),
    SIPP("sipp",
            "sip-tester"),
    STUNNEL("stunnel4", "stunnel4"),
    TIMEOUT("timeout", "coreutils");

    private final String command;
    private final String debianPackage;

    DebianProgram(String command, String debianPackage) {
        this.command = command;
        this.debianPackage = debianPackage;
    }

    /** Where the program is; a test that needs it fails with the package to install when it is not there. */
    String path() {
        return Stream.of("/usr/bin", "/usr/sbin", "/usr/local/bin").map(directory -> Path.of(directory, command))
                .filter(
                        Files::isExecutable)
                .findFirst().orElseThrow(() -> new AssertionError("this test needs " + command
                        + ": install the Debian package " + debianPackage + " (apt-get install " + debianPackage + ")"))
                .toString();
    }
}
